import { Button, Stack } from "@mantine/core";
import type { WorkDetails, WorkRow } from "@portico/api";
import {
  allMatching,
  BulkBar,
  countOf,
  EmptyState,
  type FailedRow,
  ListRows,
  NOTHING,
  type Outcome,
  Page,
  RowOutcome,
  refresh,
  SaveMenu,
  saveFile,
  tell,
  tellFailure,
  tellWithUndo,
  toggled,
  useCause,
} from "@portico/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApproves } from "./approves";
import { type Command, CommandDialog } from "./command-dialog";
import { type CommandKind, carryOut, type Result, undoWhole } from "./commands";
import { EntryDrawer } from "./entry-drawer";
import { Filters, Statuses } from "./filters";
import { useWorkKeys } from "./keys";
import { useEntryName } from "./quantity";
import { summaryOptions, workOptions } from "./queries";
import { useColumns, useGroups } from "./rows";
import { filterOf, shownStatus, type WorkFilter, type WorkSearch } from "./search";
import { only, selectedBody, useSelection, type WorkSelection } from "./selected";
import { StandInNotice } from "./stand-in-notice";
import { isUndoable } from "./status";

const route = getRouteApi("/shell/work");
const FILES = "/api/customer/work";

/** Logged work, to look through, approve and return, one entry or all that a filter shows (K8–K11). */
export function Work() {
  const { t } = useTranslation("work");
  const search = route.useSearch();
  const approves = useApproves();
  const status = shownStatus(search);
  const list = useQuery(workOptions(search));
  const total = useTotal(search);
  const isFirstPage = search.cursor === undefined;
  const { selection, change, rowOf } = useSelection(list.data, isFirstPage, filterOf(search));
  const work = useCommands(rowOf, () => change(NOTHING));
  const [open, close] = useOpenEntry();
  const name = useEntryName();
  const waits = status === "to_approval";
  const everything = () => allMatching(filterOf(search), total ?? 0);
  useWorkKeys({
    rows: list.data?.items ?? [],
    onToggle: (row) => change(toggled(selection, row.entry_id)),
    onOpen: (row) => open(row.entry_id),
    ...(approves && {
      onCommand: (kind, row) => {
        if (kind !== "undo" || !waits) work.ask(kind, selectionOr(selection, row), row);
      },
    }),
  });
  return (
    <Page
      title={t("title")}
      lead={t(waits && approves ? "lead_approve" : "lead")}
      action={
        approves &&
        waits &&
        (total ?? 0) > 0 && (
          <Button onClick={() => work.ask("approve", everything())}>
            {t("approve.all", { count: total })}
          </Button>
        )
      }
    >
      <Stack gap="md">
        <StandInNotice />
        <Statuses search={search} />
        <Filters search={search}>
          {(total ?? 0) > 0 && (
            <Download label={t("download_all")} body={() => ({ filter: filterOf(search) })} />
          )}
        </Filters>
        <RowOutcome
          outcome={work.outcome}
          onRetry={(ids) => work.ask(work.lastKind, only(...ids))}
          onClose={work.forget}
        />
        <ListRows<WorkRow, WorkSearch, WorkFilter>
          caption={t("title")}
          search={search}
          query={workOptions(search)}
          columns={useColumns({
            search,
            onOpen: (row) => open(row.entry_id),
            ...(approves && { onCommand: (kind, row) => work.ask(kind, only(row.entry_id), row) }),
          })}
          rowKey={(row) => row.entry_id}
          said={(count) => t("shown", { count })}
          filters={["project", "contractor", "article", "month", "week"]}
          empty={<Empty status={status} />}
          selection={{ value: selection, onChange: change, name }}
          {...useGroups(search)}
        />
        <BulkBar
          selection={selection}
          onChange={change}
          filter={filterOf(search)}
          total={total ?? 0}
        >
          <Commands
            selection={selection}
            status={status}
            rowOf={rowOf}
            onAsk={(kind) => work.ask(kind, selection)}
          />
          <Download label={t("download_selected")} body={() => selectedBody(selection, rowOf)} />
        </BulkBar>
      </Stack>
      <EntryDrawer
        entryId={search.entry}
        onClose={close}
        onCommand={(kind, entry) => work.ask(kind, only(entry.entry_id), entry)}
      />
      <CommandDialog
        command={work.asked}
        rowOf={rowOf}
        onChange={work.setAsked}
        onClose={work.close}
        onNothingLeft={work.nothingLeft}
        onDone={work.done}
      />
    </Page>
  );
}

/** How many entries the list shows on all its pages; undefined while it is not known. */
function useTotal(search: WorkSearch): number | undefined {
  const summary = useQuery(summaryOptions(search)).data;
  const status = shownStatus(search);
  if (!summary) return undefined;
  if (status !== "all") return summary[status].count;
  return [summary.to_approval, summary.approved, summary.invoiced, summary.returned]
    .map(({ count }) => count)
    .reduce((one, other) => one + other);
}

/** The entry beside the list is a step of the history: Back closes it, and reopens none. */
function useOpenEntry() {
  const navigate = useNavigate();
  const go = (entry: string | undefined) =>
    void navigate({
      to: "/work",
      search: (before: WorkSearch) => ({ ...before, entry }),
      replace: entry === undefined,
      resetScroll: false,
    });
  return [(entry: string) => go(entry), () => go(undefined)] as const;
}

const selectionOr = (selection: WorkSelection, row: WorkRow | undefined): WorkSelection =>
  countOf(selection) > 0 || !row ? selection : only(row.entry_id);

/** What is asked, what became of the last command, and how to take it back. */
function useCommands(rowOf: (id: string) => WorkRow | undefined, onDone: () => void) {
  const { t } = useTranslation("work");
  const queries = useQueryClient();
  const cause = useCause();
  const failedRow = useFailedRow(rowOf);
  const [asked, setAsked] = useState<Command | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [lastKind, setLastKind] = useState<CommandKind>("approve");
  const done = (result: Result) => {
    setAsked(null);
    onDone();
    setLastKind(result.kind);
    const failed = result.refused.map(failedRow);
    setOutcome(failed.length > 0 ? { done: result.done.length, failed } : null);
    const said = t(`done.${result.kind}`, { count: result.done.length });
    const { approvalId } = result;
    if (approvalId) tellWithUndo(said, () => void attempt(() => undoWhole(approvalId)));
    else if (result.done.length > 0) tell(said);
    void refresh(queries, ["work"]);
  };
  const attempt = async (command: () => Promise<Result>) => {
    try {
      done(await command());
    } catch (failure) {
      tellFailure(cause(failure));
      void refresh(queries, ["work"]);
    }
  };
  const ask = (kind: CommandKind, selection: WorkSelection, row?: WorkRow | WorkDetails) => {
    if (countOf(selection) === 0) return;
    // Taking one back is done at once: it can be approved again. An approval is asked for, since
    // an agency without an undo time takes none back.
    const isOne = row && selection.kind === "rows" && selection.ids.size === 1;
    if (isOne && kind === "undo") {
      if (!isUndoable(row)) return;
      const entries = [{ entry_id: row.entry_id, version: row.version }];
      void attempt(() => carryOut(kind, { entries }, crypto.randomUUID()));
    } else setAsked({ kind, selection });
  };
  return {
    asked,
    setAsked,
    close: () => setAsked(null),
    nothingLeft: () => {
      setAsked(null);
      onDone();
    },
    ask,
    done,
    outcome,
    lastKind,
    forget: () => setOutcome(null),
  };
}

function useFailedRow(rowOf: (id: string) => WorkRow | undefined) {
  const { t, i18n } = useTranslation("work");
  const name = useEntryName();
  return ({ entry_id, code, reason }: Result["refused"][number]): FailedRow => {
    const row = rowOf(entry_id);
    return {
      id: entry_id,
      name: row ? name(row) : t("entry.title"),
      reason: i18n.exists(code, { ns: "refusals" }) ? t(code, { ns: "refusals" }) : reason,
    };
  };
}

interface CommandsProps {
  selection: WorkSelection;
  status: ReturnType<typeof shownStatus>;
  rowOf: (id: string) => WorkRow | undefined;
  onAsk: (kind: CommandKind) => void;
}

/** What can be done with a selection of what stands where. */
function Commands({ selection, status, rowOf, onAsk }: CommandsProps) {
  const { t } = useTranslation("work");
  if (!useApproves()) return null;
  const count = countOf(selection);
  if (status === "to_approval") {
    return (
      <>
        <Button variant="default" onClick={() => onAsk("return")}>
          {t("act.return", { count })}
        </Button>
        <Button onClick={() => onAsk("approve")}>{t("act.approve", { count })}</Button>
      </>
    );
  }
  const rows = selection.kind === "rows" ? [...selection.ids].map(rowOf) : null;
  const isAny = rows === null || rows.some((row) => row && isUndoable(row));
  if (status !== "approved" || !isAny) return null;
  return (
    <Button variant="default" onClick={() => onAsk("undo")}>
      {t("undo.several")}
    </Button>
  );
}

function Download({ label, body }: { label: string; body: () => unknown }) {
  const { t } = useTranslation("ui");
  return (
    <SaveMenu
      label={label}
      choices={(["xlsx", "csv"] as const).map((kind) => ({
        label: t(`file.${kind}`),
        save: () => saveFile(`${FILES}.${kind}`, body()),
      }))}
    />
  );
}

function Empty({ status }: { status: ReturnType<typeof shownStatus> }) {
  const { t } = useTranslation("work");
  return <EmptyState title={t(`empty.${status}`)}>{t(`empty.why.${status}`)}</EmptyState>;
}
