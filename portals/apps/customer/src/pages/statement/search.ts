import { day } from "@portico/ui/portal";
import * as z from "zod/mini";

/** As of a day, and since when; the edge knows what is meant where neither is said. */
export const statementSearch = z.object({ as_of: day, from: day });

export type StatementSearch = z.infer<typeof statementSearch>;
