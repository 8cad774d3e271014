/**
 * What is selected in a list that the server pages: single rows, or all that match a filter but a
 * few. Of all that match nobody has seen all, so what is sent is the filter, the exceptions and how
 * many that was: the server refuses where the number has moved.
 */
export type Selection<Filter> =
  | { readonly kind: "rows"; readonly ids: ReadonlySet<string> }
  | {
      readonly kind: "matching";
      readonly filter: Filter;
      readonly except: ReadonlySet<string>;
      /** How many match the filter, exceptions included. */
      readonly total: number;
    };

/** As the body of a command. */
export type SelectionBody<Filter> =
  | { ids: string[] }
  | { filter: Filter; except: string[]; expected_count: number };

export const NOTHING = { kind: "rows", ids: new Set<string>() } as const;

export function isSelected<Filter>(selection: Selection<Filter>, id: string): boolean {
  return selection.kind === "rows" ? selection.ids.has(id) : !selection.except.has(id);
}

export function countOf<Filter>(selection: Selection<Filter>): number {
  return selection.kind === "rows" ? selection.ids.size : selection.total - selection.except.size;
}

/** One row in or out; of all that match it becomes an exception. */
export function toggled<Filter>(selection: Selection<Filter>, id: string): Selection<Filter> {
  if (selection.kind === "rows") return { ...selection, ids: flipped(selection.ids, id) };
  return { ...selection, except: flipped(selection.except, id) };
}

/** The rows of a page, all in or all out: out where all of them are in. */
export function pageToggled<Filter>(
  selection: Selection<Filter>,
  ids: readonly string[],
): Selection<Filter> {
  const isIn = ids.every((id) => isSelected(selection, id));
  return ids
    .filter((id) => isSelected(selection, id) === isIn)
    .reduce<Selection<Filter>>(toggled, selection);
}

/** All that match, whatever page it is on. */
export function allMatching<Filter>(filter: Filter, total: number): Selection<Filter> {
  return { kind: "matching", filter, except: new Set(), total };
}

export function bodyOf<Filter>(selection: Selection<Filter>): SelectionBody<Filter> {
  if (selection.kind === "rows") return { ids: [...selection.ids] };
  const { filter, except } = selection;
  return { filter, except: [...except], expected_count: countOf(selection) };
}

function flipped(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const changed = new Set(ids);
  if (!changed.delete(id)) changed.add(id);
  return changed;
}
