import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { MonthPickerInput } from "@mantine/dates";
import type { CurrencyReport, PaymentReport } from "@portico/api";
import {
  addMonths,
  Card,
  EmptyState,
  Facts,
  fileAddress,
  LoadedAgain,
  Money,
  monthOf,
  negated,
  RowsSkeleton,
  SaveMenu,
  Section,
  saveFile,
  useFormats,
  useToday,
} from "@portico/ui";
import { DateFields } from "@portico/ui/dates";
import { IconRefresh } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { saveReportAsPdf } from "./printing";
import { reportOptions } from "./queries";
import { ClientTable, MonthTable } from "./report-tables";
import type { ReportSearch } from "./search";
import { PaymentsPage } from "./sections";
import { faultOf } from "./shaping";

const ReportChart = lazy(() => import("./report-chart"));
const CHART_HEIGHT = 280;

const route = getRouteApi("/shell/payments/report");

/** All payments received from a month to a month (C12). */
export function Report() {
  const search = route.useSearch();
  const shown = useShownMonths(search);
  // Months of an address that cannot be: said once, at their field.
  const isPossible = faultOf(shown.from, shown.to) === null;
  const query = useQuery({
    ...reportOptions(search),
    placeholderData: keepPreviousData,
    enabled: isPossible,
  });
  return (
    <PaymentsPage section="report">
      <Months shown={shown} busy={query.isFetching} onAgain={() => void query.refetch()} />
      {isPossible && (
        <LoadedAgain query={query} skeleton={<RowsSkeleton rows={3} height={160} />}>
          {(report) => <Body report={report} />}
        </LoadedAgain>
      )}
    </PaymentsPage>
  );
}

interface ChosenMonths {
  from: string;
  to: string;
}

/** The months that the report is of; without any in the address, this year's until now. */
function useShownMonths({ from, to }: ReportSearch): ChosenMonths {
  const today = useToday();
  return { from: from ?? `${today.slice(0, 4)}-01`, to: to ?? monthOf(today) };
}

interface MonthsProps {
  shown: ChosenMonths;
  busy: boolean;
  onAgain: () => void;
}

/** The months that are chosen; the report follows with "Update report" (C12). */
function Months({ shown, busy, onAgain }: MonthsProps) {
  const { t } = useTranslation("payments");
  const navigate = route.useNavigate();
  const today = useToday();
  const [from, setFrom] = useState(shown.from);
  const [to, setTo] = useState(shown.to);
  useEffect(() => {
    setFrom(shown.from);
    setTo(shown.to);
  }, [shown.from, shown.to]);
  const fault = faultOf(from, to);
  const update = () => {
    if (fault) return;
    if (from === shown.from && to === shown.to) onAgain();
    else void navigate({ search: { from, to }, resetScroll: false });
  };
  const field = { valueFormat: "MMMM YYYY", flex: "1 1 11rem", maw: { base: "100%", xs: 260 } };
  return (
    <DateFields>
      <Group
        component="form"
        align="flex-start"
        gap="sm"
        onSubmit={(event: React.FormEvent) => {
          event.preventDefault();
          update();
        }}
      >
        <MonthPickerInput
          {...field}
          label={t("report.from")}
          value={`${from}-01`}
          onChange={(day) => day && setFrom(monthOf(day))}
          maxDate={`${addMonths(monthOf(today), 12)}-01`}
        />
        <MonthPickerInput
          {...field}
          label={t("report.to")}
          value={`${to}-01`}
          onChange={(day) => day && setTo(monthOf(day))}
          error={fault && t(`report.faults.${fault}`)}
          maxDate={`${addMonths(monthOf(today), 12)}-01`}
        />
        <Button
          type="submit"
          size="sm"
          // Beside the fields, whose labels stand above them.
          mt={{ base: 0, xs: "1.4rem" }}
          loading={busy}
          leftSection={<IconRefresh size={18} aria-hidden />}
        >
          {t("report.update")}
        </Button>
      </Group>
    </DateFields>
  );
}

function Body({ report }: { report: PaymentReport }) {
  const { t } = useTranslation("payments");
  const formats = useFormats();
  const months = { from: formats.month(report.from_month), to: formats.month(report.to_month) };
  const name = report.from_month === report.to_month ? months.from : t("report.months", months);
  return (
    <Section title={name} action={<Files report={report} />}>
      {report.currencies.length === 0 ? (
        <EmptyState title={t("empty.report_title")}>{t("empty.report")}</EmptyState>
      ) : (
        <Stack gap="xl">
          {report.currencies.map((one) => (
            <OfCurrency key={one.currency} report={one} />
          ))}
        </Stack>
      )}
    </Section>
  );
}

function Files({ report }: { report: PaymentReport }) {
  const { t } = useTranslation("payments");
  const months = { from: report.from_month, to: report.to_month };
  const [printing, setPrinting] = useState(false);
  const save = (kind: "xlsx" | "csv") =>
    saveFile(fileAddress(`/api/contractor/report.${kind}`, months));
  const print = async () => {
    setPrinting(true);
    try {
      return await saveReportAsPdf(months);
    } finally {
      setPrinting(false);
    }
  };
  return (
    <Group gap={printing ? "sm" : 0}>
      <Text size="sm" c="dimmed" role="status">
        {printing ? t("report.printing") : ""}
      </Text>
      <SaveMenu
        label={t("export.label")}
        choices={[
          { label: t("export.pdf"), save: print },
          { label: t("export.xlsx"), save: () => save("xlsx") },
          { label: t("export.csv"), save: () => save("csv") },
        ]}
      />
    </Group>
  );
}

function OfCurrency({ report }: { report: CurrencyReport }) {
  const { t } = useTranslation("payments");
  const { total } = report;
  return (
    <Stack gap="lg">
      <Card>
        <Text component="p">
          <Text c="dimmed" size="sm" component="span" display="block">
            {t("fields.net")}
          </Text>
          <Text fz="1.75rem" fw={650} lh={1.2} component="span">
            <Money amount={total.net} />
          </Text>
        </Text>
        <Facts
          facts={[
            [t("fields.gross"), <Money key="gross" amount={total.gross} />],
            [t("fields.deductions"), <Money key="deductions" amount={negated(total.deductions)} />],
            [t("fields.taxes"), <Money key="taxes" amount={total.taxes} />],
            [t("fields.transactions"), String(total.transactions)],
            ...(report.carried.amount_minor
              ? ([[t("carried.other"), <Money key="carried" amount={report.carried} />]] as const)
              : []),
          ]}
        />
        <Suspense fallback={<Skeleton height={CHART_HEIGHT} radius="md" data-loading />}>
          <ReportChart report={report} />
        </Suspense>
      </Card>
      <Section title={t("report.by_month")}>
        <MonthTable report={report} />
      </Section>
      <Section title={t("report.by_client")}>
        <ClientTable report={report} />
      </Section>
    </Stack>
  );
}
