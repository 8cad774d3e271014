import { Button, Divider, Stack, Text, TextInput, Title } from "@mantine/core";
import { publicVerifyDocument, type Verification } from "@portico/api";
import { ErrorAlert, FileUpload, showFirstWrong, UnbrokenNumbers, useBoot } from "@portico/ui";
import { SignInFrame } from "@portico/ui/account";
import { useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { sha256Of } from "./hash";
import { type Question, Result } from "./result";

const MOST_BYTES = 100_000_000;

interface Answer {
  asked: Question;
  found: Verification;
}

/** Whether a document is the agency's, unchanged, and who signed it; for anybody (B7). */
export function VerifyPage() {
  const { t } = useTranslation("verify");
  const { agency } = useBoot();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [question, setQuestion] = useState(0);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (answer) place.current?.focus();
  }, [answer]);
  const byFile = async (file: File) => {
    const { data } = await publicVerifyDocument({
      body: { sha256: await sha256Of(file) },
      throwOnError: true,
    });
    setAnswer({ asked: { by: "file", name: file.name }, found: data });
  };
  return (
    <SignInFrame title={t("title")} lead={t("lead", { agency: agency.name })}>
      {/* Above what is asked with: there it is seen, and the next question is under it. */}
      <div ref={place} tabIndex={-1} style={{ outline: "none" }}>
        {answer && <Result {...answer} />}
      </div>
      <Stack gap="sm" component="section" aria-labelledby="by-file">
        <Title order={2} size="h4" id="by-file">
          {t("file.title")}
        </Title>
        <Text size="sm">{t("file.stays")}</Text>
        <FileUpload
          // What was said of the file before is not said beside another answer.
          key={question}
          onChosen={() => setAnswer(null)}
          extensions={[".pdf"]}
          mostBytes={MOST_BYTES}
          onFile={byFile}
          working={(name) => t("file.checking", { name })}
        />
      </Stack>
      <Divider label={t("or")} labelPosition="center" />
      <ByCode
        onBegin={() => {
          setAnswer(null);
          setQuestion(question + 1);
        }}
        onAnswer={setAnswer}
      />
    </SignInFrame>
  );
}

interface Props {
  onBegin: () => void;
  onAnswer: (answer: Answer) => void;
}

/** By what is printed on it. */
function ByCode({ onBegin, onAnswer }: Props) {
  const { t } = useTranslation("verify");
  const search: { number?: string } = useSearch({ strict: false });
  const [number, setNumber] = useState(search.number ?? "");
  const [code, setCode] = useState("");
  const [isMissing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const check = async (event: FormEvent<HTMLElement>) => {
    event.preventDefault();
    const body = { number: number.trim(), code: code.trim() };
    const isWhole = body.number !== "" && body.code !== "";
    showFirstWrong(event.currentTarget, () => setMissing(!isWhole));
    if (!isWhole || busy) return;
    setBusy(true);
    setError(null);
    onBegin();
    try {
      const { data } = await publicVerifyDocument({ body, throwOnError: true });
      onAnswer({ asked: { by: "code", name: body.number }, found: data });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void check(event)} noValidate aria-labelledby="by-code">
      <Stack gap="sm">
        <Title order={2} size="h4" id="by-code">
          {t("code.title")}
        </Title>
        <TextInput
          label={t("code.number")}
          description={<UnbrokenNumbers>{t("code.number_hint")}</UnbrokenNumbers>}
          value={number}
          maxLength={40}
          required
          autoComplete="off"
          error={isMissing && !number.trim() ? t("code.missing_number") : null}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
        <TextInput
          label={t("code.code")}
          description={<UnbrokenNumbers>{t("code.code_hint")}</UnbrokenNumbers>}
          value={code}
          maxLength={40}
          required
          autoComplete="off"
          autoCapitalize="characters"
          error={isMissing && !code.trim() ? t("code.missing_code") : null}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <ErrorAlert error={error} />
        <Button type="submit" variant="default" loading={busy}>
          {t("code.check")}
        </Button>
      </Stack>
    </form>
  );
}
