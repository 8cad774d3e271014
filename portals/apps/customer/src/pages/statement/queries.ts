import { customerShowStatementOptions } from "@portico/api";
import type { StatementSearch } from "./search";

/** What the address of this page asks the edge for. */
export const statementOptions = (search: StatementSearch) =>
  customerShowStatementOptions({ query: search });
