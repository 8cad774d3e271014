import { Anchor, Button, Checkbox, Modal, Stack, Text } from "@mantine/core";
import {
  isProblem,
  type SignInProvider,
  sessionAcceptInvitation,
  sessionStartOidc,
  type Terms,
} from "@portico/api";
import { type FormEvent, useState } from "react";
import { Trans, useTranslation } from "react-i18next";
import { useBoot } from "../../context";
import { AccountAlert } from "../cause";
import { ErrorSummary, useFormErrors } from "../forms";
import { usePasswordFault } from "../passwords/fault";
import { useCriteria } from "../passwords/new-password";
import { NewPasswordFields } from "./fields";
import { SignInFrame } from "./frame";
import { useGoOn } from "./go-on";
import { type GoodLink, WithLink } from "./link";
import { ProblemNotice } from "./login";
import { useOneTry } from "./one-try";
import { Or, ProviderButtons, useProviders } from "./providers";

interface PageProps {
  token?: string | undefined;
  /** Why signing up with a provider's account came to nothing. */
  problem?: string | undefined;
}

/** Sign-up by an invitation (C1, C2): with a provider's account, or a password. */
export function WelcomePage({ token, problem }: PageProps) {
  const { t } = useTranslation("account");
  return (
    <WithLink token={token} purpose="invitation" title={t("welcome.loading")}>
      {(link, used, onOver) =>
        link.terms && (
          <SignUp link={link} terms={link.terms} token={used} problem={problem} onOver={onOver} />
        )
      }
    </WithLink>
  );
}

interface Props {
  link: GoodLink;
  terms: Terms;
  token: string;
  problem: string | undefined;
  onOver: () => void;
}

function SignUp({ link, terms, token, problem, onOver }: Props) {
  const { t } = useTranslation("account");
  const { portal, agency } = useBoot();
  const goOn = useGoOn(undefined);
  const [password, setPassword] = useState("");
  const [accepted, setAccepted] = useState(false);
  const { busy, error, setError, attempt } = useOneTry();
  const form = useFormErrors<"password" | "terms">();
  const told = link.by_temporary_password;
  const criteria = useCriteria(password, { email: link.email, token, temporary: told });
  const faultOf = usePasswordFault({ temporary: told });
  // Who was told a temporary password sets one of their own; an account is linked in the settings.
  const hasProviders = useProviders().length > 0 && !told;
  const needTerms = accepted ? {} : { terms: t("welcome.terms_needed") };

  const failed = (failure: unknown) => {
    const refused = faultOf.refused(failure);
    if (refused) form.show({ password: refused });
    else {
      // The link is over, or the terms are other ones by now: both are seen by looking again.
      if (isProblem(failure) && failure.status === 409) {
        setAccepted(false);
        onOver();
      }
      setError(failure);
    }
  };
  const start = async (provider: SignInProvider) => {
    if (form.show(needTerms)) return null;
    const body = {
      portal,
      provider_id: provider.id,
      link_token: token,
      accepted_terms: true,
      terms_version: terms.version,
      return_to: `/${portal}`,
    };
    try {
      return (await sessionStartOidc({ body })).data?.authorize_url ?? null;
    } catch (failure) {
      failed(failure);
      return null;
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fault = faultOf.typed(password, criteria);
    setError(null);
    if (form.show({ ...(fault ? { password: fault } : {}), ...needTerms })) return;
    const body = { token, password, accepted_terms: true, terms_version: terms.version } as const;
    const accept = async () => {
      const { data } = await sessionAcceptInvitation({ body });
      if (!data) return "stays";
      await goOn(data);
      return "left";
    };
    void attempt("it", accept, failed);
  };
  return (
    <SignInFrame
      title={t("welcome.title", { name: link.name })}
      lead={t(told ? "welcome.lead_temporary" : "welcome.lead", {
        portal: t(`portal.${portal}`),
        agency: agency.name,
      })}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem && <ProblemNotice code={problem} context="sign_up" />}
          <ErrorSummary form={form} />
          <AccountAlert error={error} />
          <TermsChoice
            id={form.id("terms")}
            terms={terms}
            accepted={accepted}
            error={form.errors.terms}
            onChange={(value) => {
              setAccepted(value);
              form.clear("terms");
            }}
          />
          {hasProviders && (
            <>
              <ProviderButtons label={(name) => t("welcome.with", { name })} onStart={start} />
              <Or />
            </>
          )}
          <NewPasswordFields
            form={form}
            email={link.email}
            label={t(told ? "form.new_password" : "form.password")}
            value={password}
            onChange={setPassword}
            criteria={criteria}
          />
          <Button type="submit" fullWidth loading={busy !== null}>
            {t(told ? "reset.button" : "welcome.button")}
          </Button>
        </Stack>
      </form>
    </SignInFrame>
  );
}

interface TermsProps {
  id: string;
  terms: Terms;
  accepted: boolean;
  error: string | undefined;
  onChange: (accepted: boolean) => void;
}

/** The two texts to be read, and the tick. */
function TermsChoice({ id, terms, accepted, error, onChange }: TermsProps) {
  const { t } = useTranslation("account");
  const [read, setRead] = useState<"terms_of_use" | "privacy_policy" | null>(null);
  const open = (text: "terms_of_use" | "privacy_policy") => (
    <Anchor
      component="button"
      type="button"
      inherit
      underline="always"
      onClick={() => setRead(text)}
    >
      {t(`welcome.${text}`)}
    </Anchor>
  );
  return (
    <Stack gap={4}>
      <Checkbox
        id={id}
        label={t("welcome.accept")}
        checked={accepted}
        required
        error={error}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <Text size="sm" c="dimmed" pl={32}>
        <Trans
          t={t}
          i18nKey="welcome.read"
          values={{ version: terms.version }}
          components={{ terms: open("terms_of_use"), privacy: open("privacy_policy") }}
        />
      </Text>
      <Modal
        opened={read !== null}
        onClose={() => setRead(null)}
        size="lg"
        title={read && t(`welcome.${read}`)}
        closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
      >
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {t("welcome.version", { version: terms.version })}
          </Text>
          <Text style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            {read && terms[read]}
          </Text>
        </Stack>
      </Modal>
    </Stack>
  );
}
