/** What the server answers about itself, by the names this app uses. */
import type * as server from './generated.ts';

export type { Me, Progress, Role, Root, Scan, SignedIn, User } from './generated.ts';
export type Setup = server.SetupState;
export type Session = server.SessionInfo;
export type LibraryKind = server.LibraryView['kind'];
/** A scan under way is told in full; the document leaves its form open. */
export type Library = Omit<server.LibraryView, 'active_scan'> & { active_scan: server.Scan | null };
export type Folder = server.FolderListing;
export type PlanChange = server.PlannedChange;
