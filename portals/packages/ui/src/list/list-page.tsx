import { Box, Group, Stack, Text } from "@mantine/core";
import { isProblem } from "@portico/api";
import { keepPreviousData, type UseQueryOptions, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type Column, DataTable, type RowGroups, type Sorting } from "../components/data-table";
import { Paging } from "../components/paging";
import { FilteredEmptyState, LoadedAgain } from "../components/states";
import { isSelected, pageToggled, type Selection, toggled } from "./selection";

/** A page of rows, as every list of the edge answers. */
interface RowsPage<Row> {
  items: Row[];
  next_cursor: string | null;
}

export interface ListSearch {
  cursor?: string | undefined;
  /** By what the server sorts: `created`, or `-created` for the last first. */
  sort?: string | undefined;
}

/** Change what a list is narrowed to: from its first page, in the place where it is. */
export function useListSearch<Search extends ListSearch>() {
  const navigate = useNavigate();
  const go = (change: Partial<Search>, replace: boolean) =>
    void navigate({
      to: ".",
      search: ((before: Search) => ({ ...before, cursor: undefined, ...change })) as never,
      replace,
      resetScroll: !replace,
    });
  return {
    /** Filters and sorting. */
    change: (change: Partial<Search>) => go(change, true),
    /** Another page: a step of the browser's history. */
    page: (cursor: string | undefined) => go({ cursor } as Partial<Search>, false),
  };
}

interface Common<Row, Search extends ListSearch> {
  search: Search;
  // biome-ignore lint/suspicious/noExplicitAny: each operation has a key of its own type
  query: UseQueryOptions<RowsPage<Row>, any, any, any>;
  /** The same layout, greyed. */
  skeleton?: ReactNode;
  /** How many rows there are: below them, and to a screen reader when they are there. */
  said?: (count: number) => string;
  /** The filters that the person has set; each is cleared at once. Left out: none. */
  filters?: readonly (keyof Search)[];
  /** The state without rows and without filters: why, and the one thing to do. */
  empty: ReactNode;
}

interface TableProps<Row, Filter> {
  /** What the table is of, for a screen reader. */
  caption: string;
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  /** The sorting without one in the address, such as `-created`. Left out: no sorting. */
  sortedBy?: string;
  /** Rows that can be selected. */
  selection?: {
    value: Selection<Filter>;
    onChange: (selection: Selection<Filter>) => void;
    /** What a row is called. */
    name: (row: Row) => string;
  };
  groups?: RowGroups<Row>;
}

interface OtherRows<Row> {
  /** The rows otherwise than as a table. */
  children: (rows: readonly Row[]) => ReactNode;
}

type Props<Row, Search extends ListSearch, Filter> = Common<Row, Search> &
  (TableProps<Row, Filter> | OtherRows<Row>);

/**
 * The rows of a list that the server filters, sorts and pages, all of it in the address: in each of
 * its states, with sorting, selection and paging.
 */
export function ListRows<Row, Search extends ListSearch, Filter = never>(
  props: Props<Row, Search, Filter>,
) {
  const { query, said, skeleton } = props;
  const result = useQuery({ ...query, placeholderData: keepPreviousData });
  const list = useListSearch<Search>();
  // An address that the server cannot read, such as that of a page of long ago.
  if (isProblem(result.error) && result.error.status === 422) {
    const narrowed = ["sort", ...(props.filters ?? [])];
    const cleared = Object.fromEntries(narrowed.map((name) => [name, undefined]));
    return <FilteredEmptyState onClear={() => list.change(cleared as Partial<Search>)} />;
  }
  return (
    <LoadedAgain<RowsPage<Row>>
      query={result}
      skeleton={skeleton}
      {...(said ? { said: (page) => said(page.items.length) } : {})}
    >
      {(page) => <Rows {...props} page={page} />}
    </LoadedAgain>
  );
}

function Rows<Row, Search extends ListSearch, Filter>({
  page,
  ...props
}: Props<Row, Search, Filter> & { page: RowsPage<Row> }) {
  const { search, filters = [], empty, said } = props;
  const list = useListSearch<Search>();
  const isNarrowed = search.cursor !== undefined || filters.some((name) => search[name]);
  if (page.items.length === 0) {
    if (!isNarrowed) return empty;
    const cleared = Object.fromEntries(filters.map((name) => [name, undefined]));
    return <FilteredEmptyState onClear={() => list.change(cleared as Partial<Search>)} />;
  }
  return (
    <Stack gap="md">
      {"children" in props ? props.children(page.items) : <Table {...props} page={page} />}
      <Group justify="space-between" gap="sm">
        {said && (
          // A screen reader hears it when the rows are there.
          <Text size="sm" c="dimmed" aria-hidden>
            {said(page.items.length)}
          </Text>
        )}
        <Box ml="auto">
          <Paging cursor={search.cursor} nextCursor={page.next_cursor} onGo={list.page} />
        </Box>
      </Group>
    </Stack>
  );
}

function Table<Row, Search extends ListSearch, Filter>({
  caption,
  search,
  columns,
  rowKey,
  sortedBy,
  selection,
  groups,
  page,
}: TableProps<Row, Filter> & { search: Search; page: RowsPage<Row> }) {
  const list = useListSearch<Search>();
  const sort = search.sort ?? sortedBy;
  const onSort = ({ by, descending }: Sorting) =>
    list.change({ sort: descending ? `-${by}` : by } as Partial<Search>);
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={page.items}
      rowKey={rowKey}
      {...(groups ? { groups } : {})}
      {...(sort
        ? { sorting: { by: sort.replace("-", ""), descending: sort.startsWith("-") }, onSort }
        : {})}
      {...(selection
        ? {
            selection: {
              isSelected: (row: Row) => isSelected(selection.value, rowKey(row)),
              onToggle: (row: Row) => selection.onChange(toggled(selection.value, rowKey(row))),
              onToggleAll: () =>
                selection.onChange(pageToggled(selection.value, page.items.map(rowKey))),
              name: selection.name,
            },
          }
        : {})}
    />
  );
}
