import { Button, Group, NativeSelect, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import {
  isProblem,
  type Profile,
  type ProfileChange,
  sessionChangeProfile,
  sessionMeQueryKey,
  sessionShowProfileOptions,
  sessionShowProfileQueryKey,
} from "@portico/api";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Loaded } from "../../components/states";
import { useBoot } from "../../context";
import { isLanguage, LANGUAGE_NAMES, speak } from "../../i18n";
import { regionName } from "../../regions";
import { useDraft } from "../../session/drafts";
import { AccountAlert } from "../cause";
import { ErrorSummary, useFormErrors } from "../forms";
import { Block } from "./block";
import { SettingsPage } from "./layout";
import { PictureBlock } from "./picture";
import { SaveState, type SavingState } from "./save-state";

/** The own details, picture and language. */
export function ProfilePage() {
  const { t } = useTranslation("account");
  const { portal } = useBoot();
  const query = useQuery(sessionShowProfileOptions({ query: { portal } }));
  return (
    <SettingsPage title={t("settings.profile")} lead={t("profile.lead")}>
      <Loaded query={query}>
        {(profile) => (
          <>
            <PictureBlock profile={profile} />
            <LanguageBlock profile={profile} />
            <DetailsBlock profile={profile} key={profile.person_id} />
          </>
        )}
      </Loaded>
    </SettingsPage>
  );
}

/** Change the profile and show what the server kept. */
function useChange() {
  const { portal } = useBoot();
  const queries = useQueryClient();
  return async (body: ProfileChange) => {
    const { data } = await sessionChangeProfile({ body, query: { portal } });
    queries.setQueryData(sessionShowProfileQueryKey({ query: { portal } }), data);
    void queries.invalidateQueries({ queryKey: sessionMeQueryKey({ query: { portal } }) });
  };
}

/** Saved as it is chosen. */
function LanguageBlock({ profile }: { profile: Profile }) {
  const { t } = useTranslation("account");
  const change = useChange();
  const [wanted, setWanted] = useState<string | null>(null);
  const [saved, setSaved] = useState(false);
  const [error, setError] = useState<unknown>(null);
  if (!profile.may_change.includes("language")) return null;
  const choose = async (language: string) => {
    setWanted(language);
    setSaved(false);
    setError(null);
    try {
      await change({ language });
      if (isLanguage(language)) await speak(language);
      setSaved(true);
    } catch (failure) {
      setError(failure);
    } finally {
      setWanted(null);
    }
  };
  return (
    <Block title={t("profile.language")} lead={t("profile.language_lead")}>
      <AccountAlert error={error} />
      <Group gap="md" align="center">
        <NativeSelect
          aria-label={t("profile.language")}
          value={wanted ?? profile.language}
          disabled={wanted !== null}
          onChange={(event) => void choose(event.currentTarget.value)}
        >
          {profile.languages.filter(isLanguage).map((language) => (
            <option key={language} value={language} lang={language}>
              {LANGUAGE_NAMES[language]}
            </option>
          ))}
        </NativeSelect>
        <SaveState state={wanted !== null ? "saving" : saved ? "saved" : "none"} />
      </Group>
    </Block>
  );
}

type Field = "name" | "phone" | "street" | "postal_code" | "city";

function DetailsBlock({ profile }: { profile: Profile }) {
  const { t, i18n } = useTranslation("account");
  const { agency } = useBoot();
  const change = useChange();
  const form = useFormErrors<Field>();
  const [state, setState] = useState<SavingState>("none");
  const [error, setError] = useState<unknown>(null);
  const address = profile.address ?? undefined;
  const [typed, setTyped, forget] = useDraft<Record<Field, string>>("profile", {
    name: profile.name,
    phone: profile.phone,
    street: address?.street ?? "",
    postal_code: address?.postal_code ?? "",
    city: address?.city ?? "",
  });
  const may = (detail: Profile["may_change"][number]) => profile.may_change.includes(detail);
  const hasAddress = may("address") && address !== undefined;
  const input = (field: Field, autoComplete: string) => ({
    id: form.id(field),
    name: field,
    label: t(`profile.${field}`),
    autoComplete,
    maxLength: field === "phone" ? 32 : 200,
    value: typed[field],
    error: form.errors[field],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      const { value } = event.currentTarget;
      setTyped({ ...typed, [field]: value });
      setState("none");
      form.clear(field);
    },
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    if (form.show(may("name") && !typed.name.trim() ? { name: t("profile.name_needed") } : {})) {
      return;
    }
    setState("saving");
    setError(null);
    try {
      await change({
        ...(may("name") ? { name: typed.name.trim() } : {}),
        ...(may("phone") ? { phone: typed.phone.trim() } : {}),
        ...(hasAddress
          ? {
              address: {
                ...address,
                street: typed.street.trim(),
                postal_code: typed.postal_code.trim(),
                city: typed.city.trim(),
              },
            }
          : {}),
      });
      forget();
      setState("saved");
    } catch (failure) {
      setState("none");
      if (!form.show(refusedFields(failure, t))) setError(failure);
    }
  };
  const region = address && regionName(address.country, address.region ?? "", i18n.language);
  const country =
    address && new Intl.DisplayNames([i18n.language], { type: "region" }).of(address.country);
  return (
    <Block title={t("profile.details")}>
      <form onSubmit={(event) => void submit(event)} noValidate data-print>
        <Stack gap="md">
          <ErrorSummary form={form} />
          <AccountAlert error={error} />
          {may("name") ? (
            <TextInput {...input("name", "name")} />
          ) : (
            <Locked label={t("profile.name")} value={profile.name}>
              {t("profile.name_locked", { agency: agency.name })}
            </Locked>
          )}
          <Locked label={t("form.email")} value={profile.email}>
            {t("profile.email_locked", { agency: agency.name })}
          </Locked>
          {may("phone") && (
            <TextInput {...input("phone", "tel")} type="tel" inputMode="tel" maw={320} />
          )}
          {hasAddress && (
            <>
              <TextInput {...input("street", "street-address")} />
              <SimpleGrid cols={{ base: 1, sm: 2 }}>
                <TextInput {...input("postal_code", "postal-code")} />
                <TextInput {...input("city", "address-level2")} />
              </SimpleGrid>
              <Locked
                label={t("profile.country")}
                value={[region, country].filter(Boolean).join(", ")}
              >
                {t("profile.country_locked", { agency: agency.name })}
              </Locked>
            </>
          )}
          <Group gap="md">
            <Button type="submit" loading={state === "saving"}>
              {t("save", { ns: "ui" })}
            </Button>
            <SaveState state={state} />
          </Group>
        </Stack>
      </form>
    </Block>
  );
}

/** What the agency alone changes. */
function Locked({ label, value, children }: { label: string; value: string; children: string }) {
  return (
    <Stack gap={2}>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <Text style={{ overflowWrap: "anywhere" }}>{value}</Text>
      <Text size="sm" c="dimmed">
        {children}
      </Text>
    </Stack>
  );
}

function refusedFields(error: unknown, t: (key: string) => string): Partial<Record<Field, string>> {
  if (!isProblem(error) || error.status !== 422) return {};
  const known = new Set<string>(["name", "phone", "street", "postal_code", "city"]);
  const found = error.fields
    .map(({ field }) => field.split(".").at(-1) ?? "")
    .filter((field) => known.has(field));
  return Object.fromEntries(found.map((field) => [field, t(`profile.${field}_wrong`)]));
}
