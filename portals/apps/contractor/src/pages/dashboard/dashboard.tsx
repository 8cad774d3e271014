import { Grid, Group, Skeleton, Stack, Text } from "@mantine/core";
import { type ContractorDashboard, contractorDashboardOptions, type WorkRow } from "@portico/api";
import {
  ButtonLink,
  Card,
  Day,
  EmptyState,
  FigureCard,
  Loaded,
  MissingParts,
  Money,
  Moneys,
  Page,
  Section,
  TextLink,
  useFormats,
  useToday,
} from "@portico/ui";
import { useMe } from "@portico/ui/portal";
import { IconCalendarTime, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Activity, activitiesOf } from "./activity";
import classes from "./dashboard.module.css";

/** The landing page (C4): the next payment, what is pending, what happened, work to log. */
export function Dashboard() {
  const { t } = useTranslation("dashboard");
  const { person } = useMe();
  const query = useQuery(contractorDashboardOptions());
  return (
    <Page title={t("title", { name: person.name.split(" ")[0] })} lead={t("lead")}>
      <Loaded query={query} skeleton={<DashboardSkeleton />}>
        {(shown) => (
          <Stack gap="xl">
            <MissingParts missing={shown.missing} onRetry={() => void query.refetch()} />
            <ReturnedWork shown={shown} />
            <Grid gap="md" align="stretch">
              <Grid.Col span={{ base: 12, md: 5 }}>
                <NextPayment shown={shown} />
              </Grid.Col>
              <Grid.Col span={{ base: 12, sm: 6, md: 3 }}>
                <Pending shown={shown} />
              </Grid.Col>
              <Grid.Col span={{ base: 12, sm: 6, md: 4 }}>
                <WorkToLog shown={shown} />
              </Grid.Col>
            </Grid>
            <Recent shown={shown} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

interface Part {
  shown: ContractorDashboard;
}

function NextPayment({ shown }: Part) {
  const { t, i18n } = useTranslation("dashboard");
  const formats = useFormats();
  const next = shown.next_payment;
  const said = next?.ordered ? "next.ordered" : "next.on";
  return (
    <FigureCard
      title={t("next.title")}
      figure={next && <Moneys amounts={next.amounts} />}
      isAway={!next && !shown.pending}
      empty={t(shown.pending?.count ? "next.undated" : "next.none")}
    >
      {next && (
        <Text>
          {next.on ? t(said, { day: formats.day(next.on) }) : t("next.processing")}
          {" · "}
          {t("transactions", { count: next.transactions })}
        </Text>
      )}
      {next?.moved && (
        <Text>
          {t("next.moved", {
            from: formats.day(next.moved.planned_on),
            reason: next.moved.names[i18n.language],
          })}
        </Text>
      )}
      {next?.ordered ? (
        <TextLink to="/payments/paid" mt="auto">
          {t("next.payments")}
        </TextLink>
      ) : (
        <TextLink to="/payments/pending" search={{ tab: "processing" }} mt="auto">
          {t("next.more")}
        </TextLink>
      )}
    </FigureCard>
  );
}

function Pending({ shown }: Part) {
  const { t } = useTranslation("dashboard");
  const { pending } = shown;
  return (
    <FigureCard
      title={t("pending.title")}
      figure={pending && (pending.count ? <Moneys amounts={pending.totals} /> : "—")}
      isAway={!pending}
    >
      {pending && <Text>{t("transactions", { count: pending.count })}</Text>}
      <TextLink to="/payments/pending" search={{ tab: "all" }} mt="auto">
        {t("pending.more")}
      </TextLink>
    </FigureCard>
  );
}

function WorkToLog({ shown }: Part) {
  const { t } = useTranslation("dashboard");
  const formats = useFormats();
  const work = shown.work;
  return (
    <Card h="100%" component="section" aria-label={t("work.title")}>
      <Text c="dimmed">{t("work.title")}</Text>
      {work ? (
        <dl className={classes.counts}>
          {(["draft", "to_approval", "approved"] as const).map((status) => (
            <div key={status}>
              <dt>{t(`work.${status}`)}</dt>
              <dd>{formats.hours(work[status].hours)}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <Text>{t("figure.away", { ns: "ui" })}</Text>
      )}
      <ButtonLink
        to="/work"
        mt="auto"
        leftSection={<IconCalendarTime size={18} aria-hidden />}
        fullWidth
      >
        {t("work.log")}
      </ButtonLink>
    </Card>
  );
}

/** What was sent back waits for this person: it comes before everything else. */
function ReturnedWork({ shown }: Part) {
  const { t } = useTranslation("dashboard");
  const formats = useFormats();
  if (!shown.returned?.length) return null;
  const quantity = ({ article, minutes, quantity, currency }: WorkRow) =>
    article === "expense"
      ? formats.amount(quantity, currency)
      : formats.hours(minutes === null ? quantity : minutes / 60);
  return (
    <Section title={t("returned.title")}>
      <ul className={classes.list}>
        {shown.returned.map((entry) => (
          <li key={entry.entry_id}>
            <TextLink
              to="/work"
              search={{ entry: entry.entry_id, week: entry.work_on }}
              className={classes.row}
              underline="never"
            >
              <span className={classes.what}>
                <strong>{entry.work_order_title}</strong>
                <span>{entry.return_reason}</span>
              </span>
              <span className={classes.when}>
                {quantity(entry)} · {formats.day(entry.work_on)}
              </span>
              <IconChevronRight size={18} aria-hidden />
            </TextLink>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Recent({ shown }: Part) {
  const { t } = useTranslation("dashboard");
  const activities = activitiesOf(shown);
  return (
    <Section title={t("recent.title")}>
      {activities.length === 0 ? (
        <Card>
          <EmptyState
            title={t("recent.none_title")}
            action={<ButtonLink to="/work">{t("work.log")}</ButtonLink>}
          >
            {t("recent.none")}
          </EmptyState>
        </Card>
      ) : (
        <ul className={classes.list}>
          {activities.map((activity) => (
            <li key={activity.id}>
              <ActivityRow activity={activity} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function ActivityRow({ activity }: { activity: Activity }) {
  const { t } = useTranslation("dashboard");
  const isOrdered = activity.on > useToday();
  const content = (
    <>
      <span className={classes.what}>
        <strong>
          {t(`recent.${activity.kind}`)} <span className={classes.number}>{activity.number}</span>
        </strong>
        <span>{activity.about ?? t(`recent.${isOrdered ? "ordered" : "paid"}_about`)}</span>
      </span>
      <Group component="span" gap="md" wrap="nowrap" className={classes.when}>
        <Money amount={activity.amount} />
        <span className={classes.day}>
          <Day day={activity.on} />
        </span>
      </Group>
      <IconChevronRight size={18} aria-hidden />
    </>
  );
  return activity.kind === "paid" ? (
    <TextLink
      to="/payments/paid/$paymentId"
      params={{ paymentId: activity.id }}
      className={classes.row}
      underline="never"
    >
      {content}
    </TextLink>
  ) : (
    <TextLink
      to="/payments/transactions/$transactionId"
      params={{ transactionId: activity.id }}
      className={classes.row}
      underline="never"
    >
      {content}
    </TextLink>
  );
}

function DashboardSkeleton() {
  return (
    <Stack gap="xl" data-loading>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Skeleton height={190} radius="lg" />
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 6, md: 3 }}>
          <Skeleton height={190} radius="lg" />
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 6, md: 4 }}>
          <Skeleton height={190} radius="lg" />
        </Grid.Col>
      </Grid>
      <Skeleton height={360} radius="lg" />
    </Stack>
  );
}
