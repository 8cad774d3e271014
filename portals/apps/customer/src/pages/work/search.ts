import type { ArticleKind, WorkStatus } from "@portico/api";
import { daysOf } from "@portico/ui";
import { choice, cursor, day, id, month } from "@portico/ui/portal";
import * as z from "zod/mini";

/** What of the logged work is shown (K8); without one, what waits for approval. */
export const WORK_STATUSES = ["to_approval", "approved", "invoiced", "returned"] as const;
export const ARTICLES = ["regular", "overtime", "expense"] as const;
export const GROUPS = ["contractor", "project"] as const;

export const workSearch = z.object({
  status: choice([...WORK_STATUSES, "all"]),
  project: id,
  contractor: id,
  article: choice(ARTICLES),
  month,
  week: day,
  group: choice(GROUPS),
  /** The entry that is open beside the list. */
  entry: id,
  cursor,
});

export type WorkSearch = z.infer<typeof workSearch>;
type ShownStatus = (typeof WORK_STATUSES)[number] | "all";
export type Group = (typeof GROUPS)[number];

export const shownStatus = (search: WorkSearch): ShownStatus => search.status ?? "to_approval";

/** As the edge narrows a list by it, and a command to all that the list shows. */
export interface WorkFilter {
  status?: WorkStatus[];
  article?: ArticleKind[];
  project_id?: string;
  contractor_id?: string;
  from?: string;
  to?: string;
}

/** What the list shows; the parts of `but` left out. */
export function filterOf(
  search: WorkSearch,
  but: "status" | "contractor" | null = null,
): WorkFilter {
  const status = shownStatus(search);
  const { article, project, contractor } = search;
  return {
    ...(status === "all" || but === "status" ? {} : { status: [status] }),
    ...(article ? { article: [article] } : {}),
    ...(project ? { project_id: project } : {}),
    ...(contractor && but !== "contractor" ? { contractor_id: contractor } : {}),
    ...daysOf(search),
  };
}
