import { Checkbox, Group, Text, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./data-table.module.css";

export interface Column<Row> {
  id: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** Figures stand at the right. */
  align?: "right";
  /** The server sorts by this; left out, the column cannot be sorted by. */
  sort?: string;
  /** The one that names the row: first, and the heading of its card on a small screen. */
  primary?: boolean;
  /** Left out on a tablet: there it stands below the name of the row (`OnTablet`). */
  folds?: true;
}

export interface Sorting {
  by: string;
  descending: boolean;
}

/** Rows that can be selected, each by a box at its beginning. */
interface RowSelection<Row> {
  isSelected: (row: Row) => boolean;
  onToggle: (row: Row) => void;
  /** All rows that are shown. */
  onToggleAll: () => void;
  /** What a row is called. */
  name: (row: Row) => string;
}

/** Rows in groups, as the server sorted them: a heading before the first row of each. */
export interface RowGroups<Row> {
  /** Which group a row belongs to. */
  of: (row: Row) => string;
  /** What stands in its heading: name, subtotals. */
  heading: (first: Row) => ReactNode;
}

interface Props<Row> {
  /** What the table is of, for a screen reader. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  sorting?: Sorting;
  onSort?: (sorting: Sorting) => void;
  footer?: ReactNode;
  selection?: RowSelection<Row>;
  groups?: RowGroups<Row>;
}

/**
 * Rows as the server gave them, in its order. On a narrow screen each row is a card with the
 * columns' titles beside the values; it stays a table for a screen reader.
 */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  sorting,
  onSort,
  footer,
  selection,
  groups,
}: Props<Row>) {
  const isFirst = (row: Row, at: number) => {
    const before = rows[at - 1];
    return groups && (before === undefined || groups.of(before) !== groups.of(row));
  };
  return (
    <div className={classes.frame}>
      {/* biome-ignore lint/a11y/noRedundantRoles: `display` of the small layout takes the role away */}
      <table className={classes.table} role="table">
        <caption className={classes.caption}>{caption}</caption>
        {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
        <thead role="rowgroup">
          {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
          <tr role="row">
            {selection && <SelectAll selection={selection} rows={rows} />}
            {columns.map((column) => (
              <Head key={column.id} column={column} sorting={sorting} onSort={onSort} />
            ))}
          </tr>
        </thead>
        {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
        <tbody role="rowgroup">
          {rows.map((row, at) => (
            <Fragment key={rowKey(row)}>
              {groups && isFirst(row, at) && (
                <GroupRow span={columns.length + (selection ? 1 : 0)}>
                  {groups.heading(row)}
                </GroupRow>
              )}
              <tr
                // biome-ignore lint/a11y/noRedundantRoles: see above
                role="row"
                data-row={rowKey(row)}
                data-selected={selection?.isSelected(row) || undefined}
              >
                {selection && <SelectRow selection={selection} row={row} />}
                {columns.map((column) => (
                  <Cell key={column.id} column={column} row={row} />
                ))}
              </tr>
            </Fragment>
          ))}
        </tbody>
        {footer && <tfoot>{footer}</tfoot>}
      </table>
    </div>
  );
}

/** The heading of a group, over all columns. */
function GroupRow({ span, children }: { span: number; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noRedundantRoles: `display` of the small layout takes the role away
    <tr role="row" className={classes.group}>
      {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <th scope="rowgroup" role="rowheader" colSpan={span}>
        {children}
      </th>
    </tr>
  );
}

function SelectAll<Row>({
  selection,
  rows,
}: {
  selection: RowSelection<Row>;
  rows: readonly Row[];
}) {
  const { t } = useTranslation("ui");
  const count = rows.filter(selection.isSelected).length;
  return (
    // biome-ignore lint/a11y/noRedundantRoles: `display` of the small layout takes the role away
    <th scope="col" role="columnheader" className={classes.box}>
      <Checkbox
        aria-label={t("list.select_page")}
        checked={count === rows.length && count > 0}
        indeterminate={count > 0 && count < rows.length}
        onChange={selection.onToggleAll}
      />
    </th>
  );
}

function SelectRow<Row>({ selection, row }: { selection: RowSelection<Row>; row: Row }) {
  const { t } = useTranslation("ui");
  return (
    // biome-ignore lint/a11y/noRedundantRoles: `display` of the small layout takes the role away
    <td role="cell" className={classes.box}>
      <Checkbox
        aria-label={t("list.select_row", { name: selection.name(row) })}
        checked={selection.isSelected(row)}
        onChange={() => selection.onToggle(row)}
      />
    </td>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const content = column.cell(row);
  if (column.primary) {
    return (
      // biome-ignore lint/a11y/noRedundantRoles: `display` of the small layout takes the role away
      <th scope="row" role="rowheader" className={classes.primary}>
        {content}
      </th>
    );
  }
  return (
    <td
      // biome-ignore lint/a11y/noRedundantRoles: `display` of the small layout takes the role away
      role="cell"
      data-title={column.title}
      data-align={column.align}
      data-folds={column.folds}
    >
      <span className={classes.value}>{content}</span>
    </td>
  );
}

interface HeadProps<Row> {
  column: Column<Row>;
  sorting: Sorting | undefined;
  onSort: ((sorting: Sorting) => void) | undefined;
}

function Head<Row>({ column, sorting, onSort }: HeadProps<Row>) {
  const { t } = useTranslation("ui");
  const { sort } = column;
  const isSorted = sort !== undefined && sorting?.by === sort;
  const state = isSorted ? (sorting.descending ? "descending" : "ascending") : "none";
  if (sort === undefined || onSort === undefined) {
    return (
      <th
        scope="col"
        // biome-ignore lint/a11y/noRedundantRoles: `display` of the small layout takes the role away
        role="columnheader"
        data-align={column.align}
        data-folds={column.folds}
      >
        {column.title}
      </th>
    );
  }
  const Arrow = { none: IconArrowsSort, ascending: IconArrowUp, descending: IconArrowDown }[state];
  return (
    <th
      scope="col"
      // biome-ignore lint/a11y/noRedundantRoles: `display` of the small layout takes the role away
      role="columnheader"
      aria-sort={state}
      data-align={column.align}
      data-folds={column.folds}
    >
      <UnstyledButton
        className={classes.sort}
        onClick={() => onSort({ by: sort, descending: isSorted && !sorting.descending })}
        title={t("table.sort_by", { title: column.title })}
      >
        <Group gap={4} wrap="nowrap" justify={column.align === "right" ? "flex-end" : undefined}>
          <Text span inherit>
            {column.title}
          </Text>
          <Arrow size={14} aria-hidden />
        </Group>
      </UnstyledButton>
    </th>
  );
}
