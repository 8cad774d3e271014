import { LIVE_VIEWS } from "./generated/live.gen";
import type { View } from "./generated/types.gen";

/** The live views of an operation: what goes stale with them; none for one that shows none. */
export function viewsOfOperation(operation: string): readonly View[] {
  return LIVE_VIEWS[operation] ?? [];
}
