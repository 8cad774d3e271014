import { Button, Group, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { customerNameOwnStandIn, isProblem, type OwnStandIns } from "@portico/api";
import {
  ErrorAlert,
  refresh,
  Section,
  showFirstWrong,
  tell,
  useDraft,
  useFormats,
} from "@portico/ui";
import { DateFields } from "@portico/ui/dates";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

interface StandInDraft {
  person_id: string | null;
  from_on: string | null;
  until_on: string | null;
}

const NOTHING: StandInDraft = { person_id: null, from_on: null, until_on: null };

/** Name who approves, from a day to a day: what waits by then is theirs, too. */
export function NameStandIn({ found }: { found: OwnStandIns }) {
  const { t } = useTranslation("standins");
  const formats = useFormats();
  const queries = useQueryClient();
  const [typed, setTyped, forget] = useDraft("stand-in", NOTHING);
  const [isTried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const change = (more: Partial<StandInDraft>) => {
    setTyped({ ...typed, ...more });
    setError(null);
    setKey(crypto.randomUUID());
  };
  const { person_id, from_on, until_on } = stillPossible(typed, found);
  const send = async (event: FormEvent<HTMLElement>) => {
    event.preventDefault();
    showFirstWrong(event.currentTarget, () => setTried(true));
    if (!person_id || !from_on || !until_on || busy) return;
    setBusy(true);
    setError(null);
    try {
      const body = { person_id, from_on, until_on };
      const headers = { "Idempotency-Key": key };
      await customerNameOwnStandIn({ body, headers, throwOnError: true });
      tell(t("name.done", { name: nameOf(found, person_id) }));
      forget();
      setTried(false);
      await refresh(queries, ["stand_ins", "work", "dashboard"]);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const dates = {
    valueFormatter: ({ date }: { date: unknown }) =>
      typeof date === "string" ? formats.day(date) : "",
    popoverProps: { withinPortal: true },
    placeholder: t("name.any_day"),
    required: true,
  };
  if (found.colleagues.length === 0) {
    return (
      <Section title={t("name.title")}>
        <Text>{t("name.nobody")}</Text>
      </Section>
    );
  }
  return (
    <Section title={t("name.title")}>
      <DateFields>
        <form onSubmit={(event) => void send(event)} noValidate>
          <Stack gap="md">
            <Text>{t("name.what")}</Text>
            <Select
              label={t("name.person")}
              placeholder={t("name.choose")}
              data={found.colleagues.map(({ person_id: value, name: label }) => ({ value, label }))}
              value={person_id}
              onChange={(chosen) => change({ person_id: chosen })}
              searchable
              required
              nothingFoundMessage={t("name.nothing")}
              error={isTried && !person_id ? t("name.missing_person") : null}
            />
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
              <DatePickerInput
                {...dates}
                label={t("name.from")}
                value={from_on}
                minDate={found.today}
                onChange={(day) => change({ from_on: day })}
                error={isTried && !from_on ? t("name.missing_from") : null}
              />
              <DatePickerInput
                {...dates}
                label={t("name.until")}
                description={t("name.until_hint")}
                inputWrapperOrder={["label", "input", "description", "error"]}
                value={until_on}
                minDate={from_on ?? found.today}
                onChange={(day) => change({ until_on: day })}
                error={isTried && !until_on ? t("name.missing_until") : null}
              />
            </SimpleGrid>
            <Refused error={error} />
            <Group justify="flex-end">
              <Button type="submit" loading={busy}>
                {t("name.action")}
              </Button>
            </Group>
          </Stack>
        </form>
      </DateFields>
    </Section>
  );
}

/** What was chosen before, as far as it can still be: days pass, and colleagues leave. */
function stillPossible(draft: StandInDraft, { colleagues, today }: OwnStandIns): StandInDraft {
  const isThere = colleagues.some(({ person_id }) => person_id === draft.person_id);
  const notPast = (day: string | null) => (day !== null && day >= today ? day : null);
  return {
    person_id: isThere ? draft.person_id : null,
    from_on: notPast(draft.from_on),
    until_on: notPast(draft.until_on),
  };
}

/** Why it cannot be, with the days that are in the way. */
function Refused({ error }: { error: unknown }) {
  const { t } = useTranslation("standins");
  const formats = useFormats();
  if (isProblem(error) && (error.code === "stand_in_taken" || error.code === "stand_in_away")) {
    const { from_on, until_on } = error as { from_on?: unknown; until_on?: unknown };
    if (typeof from_on === "string" && typeof until_on === "string") {
      return (
        <Text c="var(--bad)" role="alert">
          {t(`refused.${error.code}`, { days: formats.range(from_on, until_on) })}
        </Text>
      );
    }
  }
  return <ErrorAlert error={error} />;
}

const nameOf = (found: OwnStandIns, id: string) =>
  found.colleagues.find(({ person_id }) => person_id === id)?.name ?? "";
