import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import {
  isProblem,
  ProblemError,
  sessionBeginConfirmation,
  sessionConfirm,
  sessionListSignInMethodsOptions,
  sessionShowFactorsOptions,
  sessionShowProfileOptions,
  sessionStartOidc,
} from "@portico/api";
import { IconKey } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import {
  createContext,
  type FormEvent,
  type ReactNode,
  useCallback,
  useContext,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { useBoot } from "../../context";
import { AccountAlert, useAccountCause } from "../cause";
import { useFormErrors } from "../forms";
import { passkeysWork, signWith } from "../passkeys";
import { SecretInput } from "../passwords/new-password";

type WithRecent = <Answer>(act: () => Promise<Answer>) => Promise<Answer>;

const Recent = createContext<WithRecent | null>(null);

/**
 * Do something that needs a recent sign-in: where it is too long ago, the person shows once more
 * who it is, and it is done then. Throws a ProblemError `not_confirmed` when the person does not.
 */
export function useRecent(): WithRecent {
  const found = useContext(Recent);
  if (!found) throw new Error("useRecent outside of RecentSignIn");
  return found;
}

export function RecentSignIn({ children }: { children: ReactNode }) {
  const [asking, setAsking] = useState(false);
  const settle = useRef<((confirmed: boolean) => void) | null>(null);
  const withRecent: WithRecent = useCallback(async (act) => {
    try {
      return await act();
    } catch (error) {
      if (!isProblem(error, "recent_sign_in_needed")) throw error;
    }
    const confirmed = await new Promise<boolean>((resolve) => {
      settle.current = resolve;
      setAsking(true);
    });
    if (!confirmed) throw new ProblemError({ code: "not_confirmed" }, 403);
    return act();
  }, []);
  const close = (confirmed: boolean) => {
    setAsking(false);
    settle.current?.(confirmed);
    settle.current = null;
  };
  return (
    <Recent value={withRecent}>
      {children}
      {asking && <ConfirmDialog onClose={close} />}
    </Recent>
  );
}

/** "Confirm that it is you": by the password, a passkey, or a provider. */
function ConfirmDialog({ onClose }: { onClose: (confirmed: boolean) => void }) {
  const { t } = useTranslation("account");
  const { portal } = useBoot();
  const query = { portal };
  const profile = useQuery(sessionShowProfileOptions({ query })).data;
  const factors = useQuery(sessionShowFactorsOptions({ query })).data;
  const methods = useQuery(sessionListSignInMethodsOptions({ query })).data;
  const router = useRouter();
  const cause = useAccountCause();
  const form = useFormErrors<"password">();
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const hasPasskey = passkeysWork() && (factors?.passkeys.length ?? 0) > 0;
  const hasPassword = profile?.has_password ?? false;

  const attempt = async (way: string, act: () => Promise<boolean>) => {
    setBusy(way);
    setError(null);
    try {
      if (await act()) onClose(true);
    } catch (failure) {
      if (way === "password" && isProblem(failure, "wrong_password")) {
        form.show({ password: cause(failure) });
      } else setError(failure);
    } finally {
      setBusy(null);
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // The dialogue stands, for React, within the form that opened it.
    event.stopPropagation();
    setError(null);
    if (form.show(password ? {} : { password: t("form.password_needed") })) return;
    void attempt("password", async () => {
      await sessionConfirm({ body: { password }, query });
      return true;
    });
  };
  const byPasskey = () =>
    attempt("passkey", async () => {
      const { data } = await sessionBeginConfirmation({ query });
      const passkey = data ? await signWith(data) : null;
      if (passkey === null) return false;
      await sessionConfirm({ body: { passkey }, query });
      return true;
    });
  const byProvider = (provider_id: string) =>
    attempt(provider_id, async () => {
      const base = router.options.basepath ?? "";
      const return_to = `${base}/settings/security`;
      const { data } = await sessionStartOidc({ body: { portal, provider_id, return_to } });
      if (data) globalThis.location.assign(data.authorize_url);
      return false;
    });
  return (
    <Modal
      opened
      onClose={() => onClose(false)}
      title={t("recent.title")}
      zIndex={400}
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
    >
      <Stack gap="md">
        <Text>{t("recent.lead")}</Text>
        <AccountAlert error={error} />
        {hasPasskey && (
          <Button
            variant="default"
            leftSection={<IconKey size={20} aria-hidden />}
            loading={busy === "passkey"}
            onClick={() => void byPasskey()}
          >
            {t("recent.passkey")}
          </Button>
        )}
        {profile &&
          !hasPassword &&
          methods?.items
            .filter((method) => method.usable)
            .map((method) => (
              <Button
                key={method.id}
                variant="default"
                loading={busy === method.provider_id}
                onClick={() => void byProvider(method.provider_id)}
              >
                {t("login.with", { name: method.provider_name })}
              </Button>
            ))}
        {hasPassword && (
          <form onSubmit={submit} noValidate>
            <Stack gap="md">
              {/* So that a password manager knows whose password this is. */}
              <TextInput
                type="email"
                name="email"
                autoComplete="username"
                label={t("form.email")}
                value={profile?.email ?? ""}
                readOnly
              />
              <SecretInput
                id={form.id("password")}
                name="password"
                label={t("form.password")}
                autoComplete="current-password"
                value={password}
                error={form.errors.password}
                autoFocus
                onChange={(value) => {
                  setPassword(value);
                  form.clear("password");
                }}
              />
              <Group justify="flex-end" gap="sm">
                <Button variant="default" onClick={() => onClose(false)}>
                  {t("cancel", { ns: "ui" })}
                </Button>
                <Button type="submit" loading={busy === "password"}>
                  {t("recent.button")}
                </Button>
              </Group>
            </Stack>
          </form>
        )}
      </Stack>
    </Modal>
  );
}
