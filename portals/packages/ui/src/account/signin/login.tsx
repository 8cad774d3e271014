import { Alert, Button, Checkbox, Group, Stack } from "@mantine/core";
import {
  type FirstLogin,
  sessionFetchSecondFactor,
  sessionLogin,
  sessionLoginByPasskey,
  sessionShowRememberedEmailOptions,
  sessionStartOidc,
} from "@portico/api";
import { IconInfoCircle, IconKey } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { TextLink } from "../../components/link";
import { RowsSkeleton } from "../../components/states";
import { useBoot } from "../../context";
import { hasDrafts } from "../../session/drafts";
import type { Reason } from "../../session/session-end";
import { AccountAlert } from "../cause";
import { ErrorSummary, isEmail, useFormErrors } from "../forms";
import { type PasskeyAnswer, passkeysWork } from "../passkeys";
import { SecretInput } from "../passwords/new-password";
import { type Admission, isFirstLogin, isSecondFactorChallenge } from "./admission";
import { EmailField } from "./fields";
import { SignInFrame } from "./frame";
import { useGoOn } from "./go-on";
import { type Outcome, useOneTry } from "./one-try";
import { askForPasskey, usePasskeyInField } from "./passkey-login";
import { returnPath } from "./paths";
import { Or, ProviderButtons, useProviders } from "./providers";
import { SecondFactorStep, type Step } from "./second-factor";

interface Props {
  /** Where somebody wanted to go, a path of this portal. */
  from?: string | undefined;
  /** Why the session before this is over. */
  because?: Reason | undefined;
  /** Why a provider's sign-in came to nothing. */
  problem?: string | undefined;
  /** A provider's sign-in was right, and more is needed: the edge keeps it for this page. */
  secondFactor?: boolean | undefined;
}

/** Log in (C3): by a provider, a passkey, or e-mail address and password. */
export function LoginPage({ from, because, problem, secondFactor }: Props) {
  const { t } = useTranslation("account");
  const { portal, agency } = useBoot();
  const [step, setStep] = useState<Step | null>(null);
  const [isOver, setOver] = useState(false);
  const goOn = useGoOn(step?.returnTo ?? from);
  const navigate = useNavigate();
  const waits = useWaitingStep(secondFactor ?? false, setStep, setOver);
  if (step !== null) {
    return (
      <SecondFactorStep
        step={step}
        onSignedIn={goOn}
        onOver={(because) => {
          setOver(because === "over");
          setStep(null);
        }}
      />
    );
  }
  if (waits) {
    return (
      <SignInFrame title={t("second.title")}>
        <RowsSkeleton rows={3} />
      </SignInFrame>
    );
  }
  return (
    <SignInFrame
      title={t("login.title")}
      lead={t("login.lead", { portal: t(`portal.${portal}`), agency: agency.name })}
    >
      {isOver && <Notice>{t("problems.sign_in_ticket_over")}</Notice>}
      {!isOver && problem && <ProblemNotice code={problem} />}
      {!isOver && !problem && because && <OverNotice because={because} />}
      <LoginForm
        from={from}
        onAdmitted={async (found, remember) => {
          if (isFirstLogin(found)) {
            const search = { token: found.invitation_token };
            await navigate({ to: "/welcome", search, replace: true });
          } else if (isSecondFactorChallenge(found)) setStep({ needed: found, remember });
          else await goOn(found);
        }}
      />
    </SignInFrame>
  );
}

/** The second step of a provider's sign-in. It is told once; true while it is fetched. */
function useWaitingStep(
  expected: boolean,
  onStep: (step: Step) => void,
  onOver: (isOver: boolean) => void,
): boolean {
  const { portal } = useBoot();
  const navigate = useNavigate();
  const asked = useRef(false);
  const [waits, setWaits] = useState(expected);
  useEffect(() => {
    if (!expected || asked.current) return;
    asked.current = true;
    sessionFetchSecondFactor({ body: { portal } })
      .then(({ data }) => {
        const needed = data?.needed;
        if (needed) onStep({ needed, remember: needed.remember, returnTo: needed.return_to });
        else onOver(true);
      })
      .catch(() => onOver(true))
      .finally(() => {
        setWaits(false);
        // Told once: a page that is opened again starts afresh.
        void navigate({ to: "/login", search: {}, replace: true });
      });
  }, [expected, portal, navigate, onStep, onOver]);
  return waits;
}

interface ProblemProps {
  code: string;
  /** Who signs up is told another way on than who has a login already. */
  context?: "sign_up";
}

/** Why the way by a provider came to nothing. */
export function ProblemNotice({ code, context }: ProblemProps) {
  const { t, i18n } = useTranslation("account");
  const key = `problems.${code}`;
  const known = i18n.exists(key, { ns: "account" });
  return <Notice>{known ? t(key, { context }) : t("problems.sign_in_over")}</Notice>;
}

/** Why the session is over, and that nothing typed is lost. */
function OverNotice({ because }: { because: Reason }) {
  const { t } = useTranslation("account");
  const { agency, portal } = useBoot();
  const isKept = because !== "access_removed" && hasDrafts(portal);
  return (
    <Notice>
      {[t(`over.${because}`, { agency: agency.name }), isKept && t("over.kept")]
        .filter(Boolean)
        .join(" ")}
    </Notice>
  );
}

function Notice({ children }: { children: string }) {
  return (
    <Alert color="yellow" variant="light" role="alert" icon={<IconInfoCircle aria-hidden />}>
      {children}
    </Alert>
  );
}

interface FormProps {
  from: string | undefined;
  onAdmitted: (found: Admission | FirstLogin, remember: boolean) => Promise<void>;
}

function LoginForm({ from, onAdmitted }: FormProps) {
  const { t } = useTranslation("account");
  const { portal } = useBoot();
  const router = useRouter();
  const remembered = useQuery(sessionShowRememberedEmailOptions({ query: { portal } })).data?.email;
  const [typed, setTyped] = useState<string | null>(null);
  const [password, setPassword] = useState("");
  const [chosen, setChosen] = useState<boolean | null>(null);
  const { busy, error, setError, attempt } = useOneTry<"password" | "passkey">();
  const form = useFormErrors<"email" | "password">();
  const email = typed ?? remembered ?? "";
  const remember = chosen ?? Boolean(remembered);
  const providers = useProviders();

  const admitted = async (found: Admission | FirstLogin | undefined): Promise<Outcome> => {
    if (!found) return "stays";
    await onAdmitted(found, remember);
    return "left";
  };
  const byPasskey = async (passkey: PasskeyAnswer | null) =>
    passkey
      ? admitted((await sessionLoginByPasskey({ body: { portal, passkey, remember } })).data)
      : "stays";
  const field = usePasskeyInField((passkey) => attempt("passkey", () => byPasskey(passkey)));
  const askForOne = async () => {
    field.stop();
    const outcome = await attempt("passkey", async () => byPasskey(await askForPasskey()));
    if (outcome === "stays") field.start();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // A password manager may fill in without telling.
    const filled = new FormData(event.currentTarget);
    const given = String(filled.get("email") ?? "").trim();
    const secret = String(filled.get("password") ?? "");
    setError(null);
    const wrong = form.show({
      ...(isEmail(given) ? {} : { email: t(given ? "form.email_wrong" : "form.email_needed") }),
      ...(secret ? {} : { password: t("form.password_needed") }),
    });
    if (wrong) return;
    const body = { portal, email: given, password: secret, remember };
    void attempt("password", async () => admitted((await sessionLogin({ body })).data));
  };
  return (
    <Stack gap="md">
      <ProviderButtons
        label={(name) => t("login.with", { name })}
        onStart={async (provider) => {
          const return_to = returnPath(from, router.options.basepath ?? "");
          const body = { portal, provider_id: provider.id, remember, return_to };
          try {
            return (await sessionStartOidc({ body })).data?.authorize_url ?? null;
          } catch (failure) {
            setError(failure);
            return null;
          }
        }}
      />
      {passkeysWork() && (
        <Button
          variant="default"
          fullWidth
          leftSection={<IconKey size={20} aria-hidden />}
          loading={busy === "passkey"}
          onClick={() => void askForOne()}
        >
          {t("login.passkey")}
        </Button>
      )}
      {(providers.length > 0 || passkeysWork()) && <Or />}
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <ErrorSummary form={form} />
          <AccountAlert error={error} />
          <EmailField
            form={form}
            value={email}
            onChange={setTyped}
            autoComplete="username webauthn"
          />
          <SecretInput
            id={form.id("password")}
            name="password"
            label={t("form.password")}
            autoComplete="current-password"
            value={password}
            error={form.errors.password}
            onChange={(value) => {
              setPassword(value);
              form.clear("password");
            }}
          />
          <Group justify="space-between" gap="sm" align="flex-start">
            <Checkbox
              name="remember"
              label={t("login.remember")}
              description={t("login.remember_hint")}
              checked={remember}
              onChange={(event) => setChosen(event.currentTarget.checked)}
            />
          </Group>
          <Button type="submit" fullWidth loading={busy === "password"}>
            {t("login.button")}
          </Button>
          <TextLink to="/forgot" ta="center">
            {t("login.forgot")}
          </TextLink>
        </Stack>
      </form>
    </Stack>
  );
}
