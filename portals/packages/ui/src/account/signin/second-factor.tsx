import { Alert, Button, Stack, TextInput } from "@mantine/core";
import {
  type CurrentSession,
  isProblem,
  type SecondFactor,
  sessionBeginSecondFactor,
  sessionShowSecondFactor,
} from "@portico/api";
import { IconKey } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { AccountAlert, useAccountCause } from "../cause";
import { ErrorSummary, useFormErrors } from "../forms";
import { passkeysWork, signWith } from "../passkeys";
import { SignInFrame } from "./frame";
import { useOneTry } from "./one-try";
import { Or } from "./providers";

export interface Step {
  needed: { ticket: string; methods: readonly SecondFactor[] };
  remember: boolean;
  /** Where to go then, where that is not what the page was asked for. */
  returnTo?: string;
}

interface Props {
  step: Step;
  onSignedIn: (signedIn: CurrentSession) => Promise<void>;
  /** Start again: the person wants to, or it took too long. */
  onOver: (because: "wanted" | "over") => void;
}

type TypedFactor = "totp" | "recovery_code";

/** The second step of signing in: a code of the app, a passkey, or a recovery code. */
export function SecondFactorStep({ step, onSignedIn, onOver }: Props) {
  const { t } = useTranslation("account");
  const { ticket, methods } = step.needed;
  const [typed, setTyped] = useState<TypedFactor>(
    methods.includes("totp") ? "totp" : "recovery_code",
  );
  const [code, setCode] = useState("");
  const { busy, error, setError, attempt } = useOneTry<TypedFactor | "passkey">();
  const form = useFormErrors<"code">();
  const cause = useAccountCause();
  const hasPasskey = methods.includes("passkey") && passkeysWork();

  const show = (way: TypedFactor | "passkey", shown: () => Promise<object | null>) =>
    attempt(
      way,
      async () => {
        const factor = await shown();
        if (factor === null) return "stays";
        const body = { ticket, remember: step.remember, ...factor };
        const { data } = await sessionShowSecondFactor({ body });
        if (!data) return "stays";
        await onSignedIn(data);
        return "left";
      },
      (failure) => {
        if (isProblem(failure, "sign_in_ticket_over")) onOver("over");
        else if (isProblem(failure, "wrong_second_factor") && way !== "passkey") {
          setCode("");
          form.show({ code: cause(failure) });
        } else setError(failure);
      },
    );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // Apps show a code in two halves.
    const given = String(new FormData(event.currentTarget).get("code") ?? "").replace(/\s/g, "");
    setError(null);
    if (form.show(given ? {} : { code: t("second.code_needed") })) return;
    void show(typed, async () => ({ [typed]: given }));
  };
  const byPasskey = () =>
    show("passkey", async () => {
      const { data } = await sessionBeginSecondFactor({ body: { ticket } });
      const passkey = data ? await signWith(data) : null;
      return passkey && { passkey };
    });
  const other: TypedFactor = typed === "totp" ? "recovery_code" : "totp";
  return (
    <SignInFrame title={t("second.title")} lead={t("second.lead")}>
      <Stack gap="md">
        <AccountAlert error={error} />
        {hasPasskey && (
          <>
            <Button
              variant={methods.includes("totp") ? "default" : "filled"}
              fullWidth
              leftSection={<IconKey size={20} aria-hidden />}
              loading={busy === "passkey"}
              onClick={() => void byPasskey()}
            >
              {t("second.passkey")}
            </Button>
            <Or />
          </>
        )}
        {methods.includes("passkey") && !hasPasskey && !methods.includes("totp") && (
          <Alert color="yellow" variant="light">
            {t("second.no_passkeys_here")}
          </Alert>
        )}
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            <ErrorSummary form={form} />
            <TextInput
              key={typed}
              id={form.id("code")}
              name="code"
              label={t(`second.${typed}`)}
              description={t(`second.${typed}_hint`)}
              autoComplete={typed === "totp" ? "one-time-code" : "off"}
              inputMode={typed === "totp" ? "numeric" : "text"}
              autoCapitalize="none"
              spellCheck={false}
              maxLength={64}
              autoFocus={!hasPasskey || methods.includes("totp")}
              value={code}
              error={form.errors.code}
              onChange={(event) => {
                setCode(event.currentTarget.value);
                form.clear("code");
              }}
            />
            <Button type="submit" fullWidth loading={busy === typed}>
              {t("second.button")}
            </Button>
          </Stack>
        </form>
        {methods.includes(other) && (
          <Button
            variant="subtle"
            onClick={() => {
              setTyped(other);
              setCode("");
              form.clear("code");
            }}
          >
            {t(`second.use_${other}`)}
          </Button>
        )}
        <Button variant="subtle" color="gray" onClick={() => onOver("wanted")}>
          {t("second.again")}
        </Button>
      </Stack>
    </SignInFrame>
  );
}
