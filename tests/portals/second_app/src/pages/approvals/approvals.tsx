import { Button, Stack } from "@mantine/core";
import { customerListWorkOptions, upload, type WorkRow } from "@portico/api";
import {
  BulkBar,
  bodyOf,
  Conversation,
  countOf,
  Day,
  EmptyState,
  FileUpload,
  ListRows,
  NOTHING,
  type Outcome,
  Page,
  RowOutcome,
  Section,
  type Selection,
  type SelectionBody,
} from "@portico/ui";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

const route = getRouteApi("/shell/");
// What the list counts: this page has no view of its own for it.
const TOTAL = 214;

interface Filter {
  status: string;
}
const FILTER: Filter = { status: "submitted" };

const asJson = (body: unknown) => new Blob([JSON.stringify(body)], { type: "application/json" });

/** Work that waits for approval: all of it at once, but for what is left out. */
export function Approvals() {
  const { t } = useTranslation("approvals");
  const search = route.useSearch();
  const [selection, select] = useState<Selection<Filter>>(NOTHING);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const approving = useMutation({
    mutationFn: (body: SelectionBody<Filter>) =>
      upload<Outcome>("POST", "/api/customer/work/approve", asJson(body)),
    onSuccess: (answer) => {
      select(NOTHING);
      setOutcome(answer);
    },
  });
  return (
    <Page title={t("title")} lead={t("lead")}>
      <Stack gap="md">
        <RowOutcome
          outcome={outcome}
          busy={approving.isPending}
          onRetry={(ids) => approving.mutate({ ids })}
          onClose={() => setOutcome(null)}
        />
        <ListRows
          caption={t("title")}
          search={search}
          query={customerListWorkOptions({ query: { cursor: search.cursor } })}
          rowKey={(row: WorkRow) => row.entry_id}
          columns={[
            { id: "who", title: t("who"), primary: true, cell: (row) => row.contractor_name },
            { id: "day", title: t("day"), sort: "day", cell: (row) => <Day day={row.work_on} /> },
          ]}
          sortedBy="-day"
          empty={<EmptyState title={t("none")} />}
          selection={{ value: selection, onChange: select, name: (row) => row.contractor_name }}
        />
        <BulkBar selection={selection} onChange={select} filter={FILTER} total={TOTAL}>
          <Button
            loading={approving.isPending}
            onClick={() => approving.mutate(bodyOf(selection))}
          >
            {t("approve", { count: countOf(selection) })}
          </Button>
        </BulkBar>
      </Stack>
      <Section title={t("talk")}>
        <Conversation
          about="approvals"
          messages={[
            { id: "1", author: "Kari Nordmann", at: "2026-11-02T09:00:00Z", text: t("first") },
          ]}
          onSend={(text) => upload("POST", "/api/customer/messages", asJson({ text }))}
        />
      </Section>
      <Section title={t("order")}>
        <FileUpload
          extensions={[".pdf"]}
          mostBytes={1_000}
          onFile={(file) => upload("POST", "/api/customer/order", file)}
        />
      </Section>
    </Page>
  );
}
