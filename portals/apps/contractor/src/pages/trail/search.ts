import { choice, cursor, id } from "@portico/ui/portal";
import * as z from "zod/mini";

export const TRAIL_STATES = ["open", "done", "all"] as const;

export const trailSearch = z.object({ state: choice(TRAIL_STATES), work_order: id, cursor });

export type TrailSearch = z.infer<typeof trailSearch>;
