import { Button, Stack } from "@mantine/core";
import { isProblem, sessionUseLoginLink } from "@portico/api";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TextLink } from "../../components/link";
import { useBoot } from "../../context";
import { AccountAlert } from "../cause";
import { isSecondFactorChallenge } from "./admission";
import { SignInFrame } from "./frame";
import { useGoOn } from "./go-on";
import { type GoodLink, WithLink } from "./link";
import { useOneTry } from "./one-try";
import { SecondFactorStep, type Step } from "./second-factor";

/** A login link: opening it does nothing, its button signs in. */
export function LoginLinkPage({ token }: { token?: string | undefined }) {
  const { t } = useTranslation("account");
  const goOn = useGoOn(undefined);
  const [step, setStep] = useState<Step | null>(null);
  if (step) {
    return (
      <SecondFactorStep
        step={step}
        onSignedIn={goOn}
        // The link was used up by the first step; it is seen by looking again.
        onOver={() => setStep(null)}
      />
    );
  }
  return (
    <WithLink token={token} purpose="login" title={t("login.title")}>
      {(link, used, onOver) => (
        <LoginByLink link={link} token={used} onOver={onOver} onStep={setStep} />
      )}
    </WithLink>
  );
}

interface Props {
  link: GoodLink;
  token: string;
  onOver: () => void;
  onStep: (step: Step) => void;
}

function LoginByLink({ link, token, onOver, onStep }: Props) {
  const { t } = useTranslation("account");
  const { agency } = useBoot();
  const goOn = useGoOn(undefined);
  const { busy, error, setError, attempt } = useOneTry();
  const act = async () => {
    const { data } = await sessionUseLoginLink({ body: { token } });
    if (!data) return "stays";
    if (isSecondFactorChallenge(data)) onStep({ needed: data, remember: false });
    else await goOn(data);
    return "left";
  };
  const failed = (failure: unknown) => {
    if (isProblem(failure) && failure.status === 409) onOver();
    else setError(failure);
  };
  return (
    <SignInFrame
      title={t("login_link.title", { name: link.name })}
      lead={t("login_link.lead", { email: link.email, agency: agency.name })}
    >
      <Stack gap="md">
        <AccountAlert error={error} />
        <Button fullWidth loading={busy !== null} onClick={() => void attempt("it", act, failed)}>
          {t("login_link.button", { name: link.name })}
        </Button>
        <TextLink to="/login" ta="center">
          {t("login.back")}
        </TextLink>
      </Stack>
    </SignInFrame>
  );
}
