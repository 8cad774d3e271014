import { Button, Stack } from "@mantine/core";
import { isProblem, sessionResetPassword } from "@portico/api";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { AccountAlert } from "../cause";
import { ErrorSummary, useFormErrors } from "../forms";
import { usePasswordFault } from "../passwords/fault";
import { useCriteria } from "../passwords/new-password";
import { isSecondFactorChallenge } from "./admission";
import { NewPasswordFields } from "./fields";
import { SignInFrame } from "./frame";
import { useGoOn } from "./go-on";
import { type GoodLink, WithLink } from "./link";
import { useOneTry } from "./one-try";
import { SecondFactorStep, type Step } from "./second-factor";

/** Set a new password by a link, and be signed in. */
export function ResetPage({ token }: { token?: string | undefined }) {
  const { t } = useTranslation("account");
  const goOn = useGoOn(undefined);
  const [step, setStep] = useState<Step | null>(null);
  if (step) {
    return <SecondFactorStep step={step} onSignedIn={goOn} onOver={() => setStep(null)} />;
  }
  return (
    <WithLink token={token} purpose="reset" title={t("reset.title")}>
      {(link, used, onOver) => (
        <ResetForm link={link} token={used} onOver={onOver} onStep={setStep} />
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

function ResetForm({ link, token, onOver, onStep }: Props) {
  const { t } = useTranslation("account");
  const goOn = useGoOn(undefined);
  const [password, setPassword] = useState("");
  const { busy, error, setError, attempt } = useOneTry();
  const form = useFormErrors<"password">();
  const criteria = useCriteria(password, { email: link.email, token });
  const faultOf = usePasswordFault();
  const reset = async () => {
    const { data } = await sessionResetPassword({ body: { token, password } });
    if (!data) return "stays";
    if (isSecondFactorChallenge(data)) onStep({ needed: data, remember: false });
    else await goOn(data);
    return "left";
  };
  const failed = (failure: unknown) => {
    const refused = faultOf.refused(failure);
    if (refused) form.show({ password: refused });
    else if (isProblem(failure) && failure.status === 409) onOver();
    else setError(failure);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fault = faultOf.typed(password, criteria);
    setError(null);
    if (form.show(fault ? { password: fault } : {})) return;
    void attempt("it", reset, failed);
  };
  return (
    <SignInFrame title={t("reset.title")} lead={t("reset.lead", { email: link.email })}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <ErrorSummary form={form} />
          <AccountAlert error={error} />
          <NewPasswordFields
            form={form}
            email={link.email}
            label={t("form.new_password")}
            value={password}
            onChange={setPassword}
            criteria={criteria}
          />
          <Button type="submit" fullWidth loading={busy !== null}>
            {t("reset.button")}
          </Button>
        </Stack>
      </form>
    </SignInFrame>
  );
}
