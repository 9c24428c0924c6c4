/** What the server answers about itself, by the names this app uses. */
import type * as server from './generated.ts';

export type { HiddenFolder, HiddenFolders, Hold, IgnoredPage, ImportedPlays, ImportTrial, Me, MissingFile, MissingPage, PassedOver, PlayToImport, Progress, Release, Role, Root, RootMoveResult, Scan, SignedIn, TakenBack, User } from './generated.ts';
export type Setup = server.SetupState;
export type Session = server.SessionInfo;
export type LibraryKind = server.LibraryView['kind'];
type Scans = 'active_scan' | 'last_scan' | 'held_scan';
/** Its scans are told in full; the document leaves their form open. */
export type Library = Omit<server.LibraryView, Scans> & Record<Scans, server.Scan | null>;
export type ScanCounts = server.Scan['counts'];
export type Folder = server.FolderListing;
export type PlanChange = server.PlannedChange;
