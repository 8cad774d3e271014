import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { type AccountDetails, isProblem, type Statement } from "@portico/api";
import {
  ButtonLink,
  Card,
  EmptyState,
  Facts,
  fileAddress,
  LoadedAgain,
  Money,
  negated,
  Page,
  RowsSkeleton,
  Section,
  saveFile,
  tell,
  tellFailure,
  useCause,
  useFormats,
  useToday,
} from "@portico/ui";
import { DateFields } from "@portico/ui/dates";
import { BackLink, useMe } from "@portico/ui/portal";
import { IconAlertTriangle, IconDownload } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { saveStatementAsPdf } from "./printing";
import { statementOptions } from "./queries";
import type { StatementSearch } from "./search";
import { AgeTable, MovementTable, OpenTable } from "./tables";

const route = getRouteApi("/shell/invoices/statement");

/** What the company owed at the end of a day, and how it came to that (B12). */
export function StatementPage() {
  const { t } = useTranslation("statement");
  const isWhole = useMe().person.contact?.scope === "company";
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      back={<BackLink to="/invoices">{t("back")}</BackLink>}
    >
      {isWhole ? <OfCompany /> : <EmptyState title={t("limited_title")}>{t("limited")}</EmptyState>}
    </Page>
  );
}

function OfCompany() {
  const search = route.useSearch();
  const query = useQuery({ ...statementOptions(search), placeholderData: keepPreviousData });
  const refusal = useRefusal(query.error, search);
  if (refusal === "outside") return <Outside />;
  if (refusal === "too_many") return <TooMany />;
  return (
    <Stack gap="lg">
      <Days shown={query.data} />
      <LoadedAgain query={query} skeleton={<RowsSkeleton rows={4} height={96} />}>
        {(statement) => <Body statement={statement} />}
      </LoadedAgain>
    </Stack>
  );
}

/** Why there is nothing to show of these days, where it is for them. */
function useRefusal(error: unknown, search: StatementSearch): "outside" | "too_many" | null {
  const today = useToday();
  if (!isProblem(error) || error.status !== 422) return null;
  const isOfAsOf = error.fields.some(({ field }) => field.endsWith("as_of"));
  return isOfAsOf || (search.from ?? "") > (search.as_of ?? today) ? "outside" : "too_many";
}

/** More movements than a page shows: all of them are in the workbook. */
function TooMany() {
  const { t } = useTranslation("statement");
  const search = route.useSearch();
  const { saving } = useSaving(search);
  return (
    <Stack gap="lg">
      <Days shown={undefined} />
      <EmptyState
        title={t("too_many_title")}
        action={
          <Button
            variant="default"
            data-once
            loading={saving.isPending}
            leftSection={<IconDownload size={18} aria-hidden />}
            onClick={() => saving.mutate()}
          >
            {t("xlsx")}
          </Button>
        }
      >
        {t("too_many")}
      </EmptyState>
    </Stack>
  );
}

/** Days of which there is no statement: before the account began, or yet to come. */
function Outside() {
  const { t } = useTranslation("statement");
  const formats = useFormats();
  const today = useQuery(statementOptions({})).data;
  return (
    <Stack gap="lg">
      <Days shown={today} />
      <EmptyState
        title={t("outside_title")}
        action={
          <ButtonLink to="/invoices/statement" search={{}} variant="default">
            {t("outside_today")}
          </ButtonLink>
        }
      >
        {today?.first_on ? t("outside_first", { day: formats.day(today.first_on) }) : t("outside")}
      </EmptyState>
    </Stack>
  );
}

/** The days, which the statement follows at once; no later than today, no earlier than the books. */
function Days({ shown }: { shown: Statement | undefined }) {
  const { t } = useTranslation("statement");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const today = useToday();
  const first = shown?.first_on ?? undefined;
  const asOf = search.as_of ?? shown?.as_of ?? today;
  const change = (change: typeof search) =>
    void navigate({ search: { ...search, ...change }, resetScroll: false });
  const formats = useFormats();
  const field = {
    valueFormatter: ({ date }: { date: unknown }) =>
      typeof date === "string" ? formats.day(date) : "",
    flex: "1 1 11rem",
    maw: { base: "100%", xs: 240 },
  };
  return (
    <DateFields>
      <Group align="flex-end" gap="sm" role="search">
        <DatePickerInput
          {...field}
          label={t("since")}
          value={search.from ?? shown?.from_on ?? null}
          {...(first ? { minDate: first } : {})}
          maxDate={asOf}
          onChange={(day) => day && change({ from: day })}
        />
        <DatePickerInput
          {...field}
          label={t("as_of")}
          value={asOf}
          {...(first ? { minDate: first } : {})}
          maxDate={today}
          onChange={(day) => day && change({ as_of: day, from: earlier(search.from, day) })}
        />
      </Group>
    </DateFields>
  );
}

/** The first day that was chosen, unless the statement now ends before it. */
const earlier = (from: string | undefined, asOf: string) =>
  from !== undefined && from <= asOf ? from : undefined;

function Body({ statement }: { statement: Statement }) {
  const { t } = useTranslation("statement");
  const formats = useFormats();
  return (
    <Section
      title={t("heading", { day: formats.longDay(statement.as_of) })}
      action={<Files statement={statement} />}
    >
      <Text c="dimmed">
        {[statement.company_name, formats.range(statement.from_on, statement.as_of)].join(" · ")}
      </Text>
      {statement.currencies.length === 0 ? (
        <EmptyState title={t("empty_title")}>{t("empty")}</EmptyState>
      ) : (
        <Stack gap="xl">
          {statement.currencies.map((account) => (
            <OfCurrency key={account.currency} account={account} />
          ))}
        </Stack>
      )}
    </Section>
  );
}

/** The workbook of these days, and what is said of a file that was saved. */
function useSaving(days: StatementSearch) {
  const { t } = useTranslation("statement");
  const cause = useCause();
  const outcome = {
    onSuccess: (name: string) => tell(t("saved", { name })),
    onError: (error: unknown) => tellFailure(cause(error)),
  };
  const saving = useMutation({
    mutationFn: () => saveFile(fileAddress("/api/customer/statement.xlsx", days)),
    ...outcome,
  });
  return { saving, outcome };
}

function Files({ statement }: { statement: Statement }) {
  const { t } = useTranslation("statement");
  const days = { as_of: statement.as_of, from: statement.from_on };
  const { saving, outcome } = useSaving(days);
  const printing = useMutation({ mutationFn: () => saveStatementAsPdf(days), ...outcome });
  return (
    <Group gap="sm">
      <Text
        size="sm"
        c="dimmed"
        role="status"
        mr={printing.isPending ? 0 : "calc(-1 * var(--mantine-spacing-sm))"}
      >
        {printing.isPending ? t("printing") : ""}
      </Text>
      <Button
        variant="default"
        size="sm"
        data-once
        loading={printing.isPending}
        leftSection={<IconDownload size={18} aria-hidden />}
        onClick={() => printing.mutate()}
      >
        {t("pdf")}
      </Button>
      <Button
        variant="default"
        size="sm"
        data-once
        loading={saving.isPending}
        leftSection={<IconDownload size={18} aria-hidden />}
        onClick={() => saving.mutate()}
      >
        {t("xlsx")}
      </Button>
    </Group>
  );
}

function OfCurrency({ account }: { account: AccountDetails }) {
  const { t } = useTranslation("statement");
  const formats = useFormats();
  const named = { currency: account.currency };
  return (
    <Stack gap="lg">
      {account.difference.amount_minor !== 0 && (
        <Alert color="yellow" variant="light" role="alert" icon={<IconAlertTriangle aria-hidden />}>
          {t("difference", { amount: formats.money(account.difference) })}
        </Alert>
      )}
      <Card>
        <Text component="p">
          <Text c="dimmed" size="sm" component="span" display="block">
            {t("closing")}
          </Text>
          <Text fz="1.75rem" fw={650} lh={1.2} component="span">
            <Money amount={account.closing} />
          </Text>
        </Text>
        <Facts
          facts={[
            [t("opening"), <Money key="opening" amount={account.opening} />],
            [t("charged"), <Money key="charged" amount={account.charged} />],
            [t("credited"), <Money key="credited" amount={negated(account.credited)} />],
            ...(account.disputed.amount_minor > 0
              ? [[t("disputed"), <Money key="disputed" amount={account.disputed} />] as const]
              : []),
          ]}
        />
      </Card>
      <Section title={t("ages.title", named)}>
        <AgeTable account={account} />
        {account.disputed.amount_minor > 0 && (
          <Text c="dimmed">{t("ages.disputed", { amount: formats.money(account.disputed) })}</Text>
        )}
        {account.kept_balance.amount_minor > 0 && (
          <Text c="dimmed">
            {t("ages.kept_balance", { amount: formats.money(account.kept_balance) })}
          </Text>
        )}
      </Section>
      {account.open_invoices.length > 0 && (
        <Section title={t("open.title", named)}>
          <OpenTable account={account} />
          {account.open_count > account.open_invoices.length && (
            <Text c="dimmed">
              {t("open.more", { count: account.open_count - account.open_invoices.length })}
            </Text>
          )}
        </Section>
      )}
      <Section title={t("movements.title", named)}>
        {account.movements.length > 0 ? (
          <MovementTable account={account} />
        ) : (
          <Text c="dimmed">{t("movements.none")}</Text>
        )}
      </Section>
    </Stack>
  );
}
