import { Button, Group, Stack, TextInput } from "@mantine/core";
import {
  isProblem,
  type Profile,
  sessionChangePassword,
  sessionListSessionsQueryKey,
  sessionShowProfileOptions,
  sessionShowProfileQueryKey,
} from "@portico/api";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Loaded, RowsSkeleton } from "../../components/states";
import { tell } from "../../components/tell";
import { useBoot } from "../../context";
import { AccountAlert, useAccountCause } from "../cause";
import { ErrorSummary, useFormErrors } from "../forms";
import { usePasswordFault } from "../passwords/fault";
import { NewPassword, SecretInput, useCriteria } from "../passwords/new-password";
import { Block } from "./block";
import { useRecent } from "./recent";

export function PasswordBlock() {
  const { t } = useTranslation("account");
  const { portal } = useBoot();
  const query = useQuery(sessionShowProfileOptions({ query: { portal } }));
  const [open, setOpen] = useState(false);
  return (
    <Block
      title={t("form.password")}
      lead={t(query.data?.has_password === false ? "change.none_yet" : "change.lead")}
      action={
        !open && (
          <Button variant="default" onClick={() => setOpen(true)}>
            {t(query.data?.has_password === false ? "change.set" : "change.button")}
          </Button>
        )
      }
    >
      {open && (
        <Loaded query={query} skeleton={<RowsSkeleton rows={3} />}>
          {(profile) => <ChangeForm profile={profile} onClose={() => setOpen(false)} />}
        </Loaded>
      )}
    </Block>
  );
}

function ChangeForm({ profile, onClose }: { profile: Profile; onClose: () => void }) {
  const { t } = useTranslation("account");
  const { portal } = useBoot();
  const query = { portal };
  const queries = useQueryClient();
  const withRecent = useRecent();
  const cause = useAccountCause();
  const form = useFormErrors<"current" | "password" | "again">();
  const faultOf = usePasswordFault();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const criteria = useCriteria(password, { email: profile.email });

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const unchanged = current && password === current && t("password.broken.unchanged");
    const fault = faultOf.typed(password, criteria) || unchanged;
    setError(null);
    const wrong = form.show({
      ...(profile.has_password && !current ? { current: t("change.current_needed") } : {}),
      ...(fault ? { password: fault } : {}),
      ...(password && again !== password ? { again: t("change.again_differs") } : {}),
    });
    if (wrong) return;
    setBusy(true);
    setError(null);
    const body = { password, ...(profile.has_password ? { current_password: current } : {}) };
    try {
      await withRecent(() => sessionChangePassword({ body, query }));
      tell(t("change.done"));
      void queries.invalidateQueries({ queryKey: sessionShowProfileQueryKey({ query }) });
      void queries.invalidateQueries({ queryKey: sessionListSessionsQueryKey({ query }) });
      onClose();
    } catch (failure) {
      const refused = faultOf.refused(failure);
      if (isProblem(failure, "wrong_password")) form.show({ current: cause(failure) });
      else if (refused) form.show({ password: refused });
      else setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md" maw={440}>
        <ErrorSummary form={form} />
        <AccountAlert error={error} />
        <TextInput
          type="email"
          name="email"
          label={t("form.email")}
          autoComplete="username"
          value={profile.email}
          readOnly
        />
        {profile.has_password && (
          <SecretInput
            id={form.id("current")}
            name="current"
            label={t("change.current")}
            autoComplete="current-password"
            value={current}
            error={form.errors.current}
            onChange={(value) => {
              setCurrent(value);
              form.clear("current");
            }}
          />
        )}
        <NewPassword
          id={form.id("password")}
          label={t("form.new_password")}
          value={password}
          onChange={(value) => {
            setPassword(value);
            form.clear("password");
          }}
          criteria={criteria}
          error={form.errors.password}
        />
        <SecretInput
          id={form.id("again")}
          name="again"
          label={t("change.again")}
          autoComplete="new-password"
          value={again}
          error={form.errors.again}
          onChange={(value) => {
            setAgain(value);
            form.clear("again");
          }}
        />
        <Group gap="sm">
          <Button type="submit" loading={busy}>
            {t("change.save")}
          </Button>
          <Button variant="default" onClick={onClose} disabled={busy}>
            {t("cancel", { ns: "ui" })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
