import { NativeSelect, Stack, Text, Title } from "@mantine/core";
import {
  type EmailChoice,
  type KindPreference,
  type NotificationPreferences,
  sessionChooseNotificationPreferences,
  sessionShowNotificationPreferencesOptions,
  sessionShowNotificationPreferencesQueryKey,
} from "@portico/api";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState, Loaded } from "../../components/states";
import { useBoot, useFormats } from "../../context";
import { AccountAlert } from "../cause";
import { Block, Line, Lines } from "./block";
import { SettingsPage } from "./layout";
import { bySubject, choicesOf, withChoice } from "./preferences";
import { SaveState, type SavingState } from "./save-state";

const CHOICES: readonly EmailChoice[] = ["at_once", "daily", "never"];

/** Per kind: at once, in the daily digest, or not at all (X1). */
export function NotificationSettingsPage() {
  const { t } = useTranslation("account");
  const { portal } = useBoot();
  const query = useQuery(sessionShowNotificationPreferencesOptions({ query: { portal } }));
  return (
    <SettingsPage title={t("settings.notifications")} lead={t("preferences.lead")}>
      <Loaded query={query}>
        {(preferences) =>
          preferences.kinds.length === 0 ? (
            <EmptyState title={t("preferences.none")} />
          ) : (
            <Choices preferences={preferences} />
          )
        }
      </Loaded>
    </SettingsPage>
  );
}

/** What is shown is kept at once; one saving after the other, the last choice wins. */
function useSaving() {
  const { portal } = useBoot();
  const queries = useQueryClient();
  const key = sessionShowNotificationPreferencesQueryKey({ query: { portal } });
  const line = useRef<Promise<unknown>>(Promise.resolve());
  const [pending, setPending] = useState(0);
  const [saved, setSaved] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const save = (change: (shown: NotificationPreferences) => NotificationPreferences) => {
    // Of what is chosen by now, drawn or not; and what was asked for before does not undo it.
    const shown = queries.getQueryData<NotificationPreferences>(key);
    if (shown === undefined) return;
    const wanted = change(shown);
    void queries.cancelQueries({ queryKey: key });
    queries.setQueryData(key, wanted);
    setPending((count) => count + 1);
    setSaved(false);
    setError(null);
    line.current = line.current
      .then(() =>
        sessionChooseNotificationPreferences({ body: choicesOf(wanted), query: { portal } }),
      )
      .then(() => setSaved(true))
      .catch((failure: unknown) => {
        setError(failure);
        // What the server holds is shown again.
        return queries.invalidateQueries({ queryKey: key });
      })
      .finally(() => setPending((count) => count - 1));
  };
  const state: SavingState = pending > 0 ? "saving" : saved && !error ? "saved" : "none";
  return { save, state, error };
}

function Choices({ preferences }: { preferences: NotificationPreferences }) {
  const { t } = useTranslation("account");
  const formats = useFormats();
  const { save, state, error } = useSaving();
  const own = preferences.kinds.filter((kind) => kind.can_be_changed);
  const always = preferences.kinds.filter((kind) => !kind.can_be_changed);
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  const hourInWords = (hour: number) =>
    new Intl.DateTimeFormat(formats.locale, {
      hour: "numeric",
      minute: "2-digit",
      timeZone: "UTC",
    }).format(new Date(Date.UTC(2026, 0, 1, hour)));
  return (
    <>
      <Block
        title={t("preferences.kinds")}
        lead={t("preferences.kinds_lead")}
        action={<SaveState state={state} />}
      >
        <AccountAlert error={error} />
        {bySubject(own).map(([subject, kinds]) => (
          <Stack key={subject} gap="xs">
            <Title order={3}>{t(`preferences.subject.${subject}`)}</Title>
            <Lines label={t(`preferences.subject.${subject}`)}>
              {kinds.map((kind) => (
                <KindLine
                  key={kind.kind}
                  kind={kind}
                  onChoose={(choice) => save((shown) => withChoice(shown, kind.kind, choice))}
                />
              ))}
            </Lines>
          </Stack>
        ))}
      </Block>
      <Block title={t("preferences.digest")} lead={t("preferences.digest_lead")}>
        <NativeSelect
          label={t("preferences.hour")}
          description={t("preferences.zone", { zone: formats.zone(preferences.time_zone) })}
          maw={240}
          value={String(preferences.digest_hour)}
          onChange={(event) => {
            const digest_hour = Number(event.currentTarget.value);
            save((shown) => ({ ...shown, digest_hour }));
          }}
        >
          {hours.map((hour) => (
            <option key={hour} value={hour}>
              {hourInWords(hour)}
            </option>
          ))}
        </NativeSelect>
      </Block>
      {always.length > 0 && (
        <Block title={t("preferences.always")} lead={t("preferences.always_lead")}>
          <Stack component="ul" gap={4} m={0} pl="lg">
            {always.map((kind) => (
              <Text component="li" key={kind.kind}>
                {t(`preferences.kind.${kind.kind}`)}
              </Text>
            ))}
          </Stack>
        </Block>
      )}
    </>
  );
}

interface KindProps {
  kind: KindPreference;
  onChoose: (choice: EmailChoice) => void;
}

function KindLine({ kind, onChoose }: KindProps) {
  const { t } = useTranslation("account");
  const name = t(`preferences.kind.${kind.kind}`);
  return (
    <Line
      title={name}
      actions={
        <NativeSelect
          aria-label={t("preferences.choice_of", { kind: name })}
          value={kind.choice}
          onChange={(event) => onChoose(event.currentTarget.value as EmailChoice)}
        >
          {CHOICES.map((choice) => (
            <option key={choice} value={choice}>
              {t(`preferences.${choice}`)}
            </option>
          ))}
        </NativeSelect>
      }
    />
  );
}
