/**
 * A grid of equal cells by arithmetic alone: where each cell is, which are in sight, which windows of the list they need.
 * Nothing is measured but the container's width, so 100,000 cells cost what a screenful costs.
 */

export interface GridShape {
	columns: number;
	cellWidth: number;
	cellHeight: number;
	gap: number;
	rowHeight: number;
}

export interface GridStyle {
	/** Height of a cell's artwork by its width. */
	aspect: number;
	/** Room below the artwork for title and year. */
	captionHeight: number;
	/** 1 for posters, more for wide artwork. */
	scale: number;
}

export const POSTERS: GridStyle = { aspect: 1.5, captionHeight: 58, scale: 1 };

export interface Span {
	first: number;
	/** One past the last. */
	end: number;
}

/** Cells widen with the screen, so that a wall of 4K shows no more cells than it can hold in calm. */
export function shapeOf(width: number, style: GridStyle = POSTERS): GridShape {
	const gap = width < 600 ? 12 : width < 1600 ? 20 : 28;
	const wanted = (width < 600 ? 100 : Math.min(265, 130 + width * 0.04)) * style.scale;
	const columns = Math.max(2, Math.floor((width + gap) / (wanted + gap)));
	const cellWidth = Math.max(1, Math.floor((width - gap * (columns - 1)) / columns));
	const cellHeight = Math.round(cellWidth * style.aspect) + style.captionHeight;
	return { columns, cellWidth, cellHeight, gap, rowHeight: cellHeight + gap };
}

export function heightOf(shape: GridShape, total: number): number {
	const rows = Math.ceil(total / shape.columns);
	return rows === 0 ? 0 : rows * shape.rowHeight - shape.gap;
}

export function topOf(shape: GridShape, index: number): number {
	return Math.floor(index / shape.columns) * shape.rowHeight;
}

export function leftOf(shape: GridShape, index: number): number {
	return (index % shape.columns) * (shape.cellWidth + shape.gap);
}

/** Cells to draw for a viewport whose top is `scrolled` below the grid's own top (negative above it). */
export function spanInSight(shape: GridShape, total: number, scrolled: number, viewport: number): Span {
	if (total === 0) return { first: 0, end: 0 };
	const rows = Math.ceil(total / shape.columns);
	const firstRow = Math.floor(scrolled / shape.rowHeight) - 1;
	const lastRow = Math.floor((scrolled + viewport) / shape.rowHeight) + 1;
	const first = Math.min(Math.max(0, firstRow), rows - 1);
	const last = Math.min(Math.max(first, lastRow), rows - 1);
	return { first: first * shape.columns, end: Math.min(total, (last + 1) * shape.columns) };
}

/** Numbers of the windows of `size` entries that hold the span. */
export function windowsOf(span: Span, size: number): number[] {
	if (span.end <= span.first) return [];
	const first = Math.floor(span.first / size);
	const last = Math.floor((span.end - 1) / size);
	return Array.from({ length: last - first + 1 }, (_, step) => first + step);
}

export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End' | 'PageUp' | 'PageDown';

/** Where focus goes from a cell by a key; stays inside the list. */
export function neighbour(shape: GridShape, total: number, index: number, key: Direction, rowsInSight: number): number {
	const steps: Record<Direction, number> = {
		ArrowLeft: index - 1,
		ArrowRight: index + 1,
		ArrowUp: index - shape.columns,
		ArrowDown: index + shape.columns,
		Home: 0,
		End: total - 1,
		PageUp: index - shape.columns * rowsInSight,
		PageDown: index + shape.columns * rowsInSight
	};
	const target = steps[key];
	if (target < 0) return key === 'ArrowUp' ? index : 0;
	if (target < total) return target;
	// Down from the row above a short last row still reaches that row.
	const lastRow = Math.floor((total - 1) / shape.columns);
	const isAbove = Math.floor(index / shape.columns) < lastRow;
	return key === 'ArrowDown' && !isAbove ? index : total - 1;
}

export function isDirection(key: string): key is Direction {
	return /^(Arrow(Left|Right|Up|Down)|Home|End|Page(Up|Down))$/.test(key);
}
