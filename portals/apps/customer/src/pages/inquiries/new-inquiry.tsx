import { Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import {
  customerShowInquiryQueryKey,
  customerStartInquiry,
  type InquiryRequest,
} from "@portico/api";
import { Card, ErrorAlert, Loaded, Page, showFirstWrong, useBoot, useDraft } from "@portico/ui";
import { BackLink } from "@portico/ui/portal";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { About, type AboutWhat, isComplete } from "./about";
import { useFiles } from "./files";
import { InquiriesOff } from "./off";
import { summaryOptions } from "./queries";
import { fieldsOf, sendWithFiles } from "./sending";

const route = getRouteApi("/shell/inquiries/new");
const MOST_LETTERS = 2000;

/** Ask the agency something: new business, or about an invoice or an offer (K15). */
export function NewInquiry() {
  const { t } = useTranslation("inquiries");
  const { agency } = useBoot();
  const { invoice, offer } = route.useSearch();
  const query = useQuery(summaryOptions());
  return (
    <Page
      title={t("new")}
      lead={t("new_lead", { agency: agency.name })}
      back={<BackLink to="/inquiries">{t("title")}</BackLink>}
    >
      <Loaded query={query}>
        {({ takes_inquiries }) =>
          takes_inquiries ? (
            <Form key={invoice ?? offer ?? ""} given={givenBy(invoice, offer)} />
          ) : (
            <InquiriesOff />
          )
        }
      </Loaded>
    </Page>
  );
}

/** What the address says that it is about. */
function givenBy(invoice: string | undefined, offer: string | undefined): AboutWhat | null {
  if (invoice) return { kind: "invoice", id: invoice };
  return offer ? { kind: "offer", id: offer } : null;
}

const BLANK: AboutWhat = { kind: "new_business", id: null };

function Form({ given }: { given: AboutWhat | null }) {
  const { t } = useTranslation("inquiries");
  const name = `new-inquiry-${given?.id ?? ""}`;
  const [about, setAbout, forgetAbout] = useDraft<AboutWhat>(`${name}-about`, given ?? BLANK);
  const [subject, setSubject, forgetSubject] = useDraft(`${name}-subject`, "");
  const [text, setText, forgetText] = useDraft(`${name}-text`, "");
  const files = useFiles(name);
  const [isChecked, setChecked] = useState(false);
  const { start, busy, error } = useStart();
  const refused = fieldsOf(error);
  const missing = (isMissing: boolean, said: string) => (isChecked && isMissing ? t(said) : null);
  const send = async (event: FormEvent<HTMLElement>) => {
    event.preventDefault();
    showFirstWrong(event.currentTarget, () => setChecked(true));
    if (!isComplete(about) || !subject.trim() || !text.trim() || files.isBusy) return;
    await start(
      {
        kind: about.kind,
        ...(about.kind === "invoice" && { invoice_id: about.id }),
        ...(about.kind === "offer" && { offer_id: about.id }),
        subject: subject.trim(),
        text: text.trim(),
        attachment_ids: files.ids,
      },
      () => {
        for (const forget of [forgetAbout, forgetSubject, forgetText, files.clear]) forget();
      },
    );
  };
  return (
    <Card maw={720}>
      <form onSubmit={(event) => void send(event)} noValidate>
        <Stack gap="md">
          <About
            about={about}
            isGiven={given !== null}
            onChange={setAbout}
            error={
              missing(!isComplete(about), "missing.about") ??
              (refused.has("invoice_id") || refused.has("offer_id") ? t("unknown") : null)
            }
          />
          <TextInput
            label={t("fields.subject")}
            required
            maxLength={150}
            value={subject}
            onChange={(event) => setSubject(event.currentTarget.value)}
            error={
              missing(!subject.trim(), "missing.subject") ??
              (refused.has("subject") ? t("refused_text") : null)
            }
          />
          <Textarea
            label={t("fields.text")}
            required
            autosize
            minRows={5}
            maxLength={MOST_LETTERS}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={
              missing(!text.trim(), "missing.text") ??
              (refused.has("text") ? t("refused_text") : null)
            }
          />
          {files.field}
          {refused.size === 0 && <ErrorAlert error={error} />}
          <Group justify="flex-end">
            <Button type="submit" loading={busy} disabled={files.isBusy}>
              {t("send")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}

/** Sends it once, whatever is clicked; then its page is opened in place of this one. */
function useStart() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const last = useRef({ body: "", key: "" });
  const isUnderWay = useRef(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const start = async (body: InquiryRequest, onDone: () => void) => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    const given = JSON.stringify(body);
    if (last.current.body !== given) last.current = { body: given, key: crypto.randomUUID() };
    setBusy(true);
    setError(null);
    try {
      const headers = { "Idempotency-Key": last.current.key };
      const { data } = await sendWithFiles(() =>
        customerStartInquiry({ body, headers, throwOnError: true }),
      );
      const { inquiry_id } = data;
      queries.setQueryData(customerShowInquiryQueryKey({ path: { inquiry_id } }), data);
      await navigate({
        to: "/inquiries/$inquiryId",
        params: { inquiryId: inquiry_id },
        replace: true,
      });
      // Not before its page is there: the form would stand empty until then.
      onDone();
    } catch (failure) {
      setError(failure);
    } finally {
      isUnderWay.current = false;
      setBusy(false);
    }
  };
  return { start, busy, error };
}
