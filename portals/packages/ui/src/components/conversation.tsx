import { Alert, Button, CopyButton, Group, Stack, Text, Textarea } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDraft } from "../session/drafts";
import { ErrorAlert } from "./states";
import { Moment } from "./values";

export interface Message {
  id: string;
  author: string;
  /** Who that is to the reader: "client", "agency". */
  role?: string;
  /** ISO 8601 instant. */
  at: string;
  text: string;
  /** What was sent along with it. */
  files?: ReactNode;
}

/** Files that go along with the next message. */
export interface MessageFiles {
  field: ReactNode;
  /** Changes with the files: another message is another one. */
  revision: string;
  /** Some are still on their way. */
  isBusy: boolean;
}

const WORDS = {
  conversation: {
    none: "conversation.none",
    write: "conversation.write",
    send: "conversation.send",
  },
  comments: { none: "comments.none", write: "comments.write", send: "comments.send" },
} as const;

interface Props {
  /** The first is the oldest. */
  messages: readonly Message[];
  /** Names the thing that is talked about: a draft is kept under it. */
  about: string;
  /** Sends once per `key`: a repetition after a lost answer has the same one. Left out: reading only. */
  onSend?: (text: string, key: string) => Promise<unknown>;
  mostLetters?: number;
  files?: MessageFiles;
  /** What they write to each other is called. */
  words?: keyof typeof WORDS;
}

/** What people say to each other about a thing, and a field for the next message. */
export function Conversation({
  messages,
  about,
  onSend,
  mostLetters = 2000,
  files,
  words = "conversation",
}: Props) {
  const { t } = useTranslation("ui");
  return (
    <Stack gap="sm">
      {messages.length === 0 && (
        <Text c="dimmed" size="sm">
          {t(WORDS[words].none)}
        </Text>
      )}
      <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: "none" }}>
        {messages.map(({ id, author, role, at, text, files: sent }) => (
          <li key={id}>
            <Text size="sm" fw={550}>
              {author} ·{" "}
              <Text span size="sm" c="dimmed">
                {role && `${role} · `}
                <Moment moment={at} exact />
              </Text>
            </Text>
            <Text style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{text}</Text>
            {sent}
          </li>
        ))}
      </Stack>
      {onSend ? (
        <MessageForm
          about={about}
          onSend={onSend}
          mostLetters={mostLetters}
          files={files}
          words={words}
        />
      ) : (
        <Unsent about={about} />
      )}
    </Stack>
  );
}

/** What was being typed when the conversation ended: it was not sent, and can be copied. */
function Unsent({ about }: { about: string }) {
  const { t } = useTranslation("ui");
  const [text, , forget] = useDraft(draftOf(about), "");
  if (!text.trim()) return null;
  return (
    <Alert
      color="yellow"
      variant="light"
      role="status"
      title={t("conversation.unsent")}
      icon={<IconInfoCircle aria-hidden />}
    >
      <Stack gap="sm">
        <Text style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{text}</Text>
        <Group gap="sm">
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button size="compact-md" variant="default" onClick={copy}>
                {t(copied ? "copied" : "copy")}
              </Button>
            )}
          </CopyButton>
          <Button size="compact-md" variant="default" onClick={forget}>
            {t("conversation.discard")}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

const draftOf = (about: string) => `conversation-${about}`;

interface FormProps extends Required<Pick<Props, "about" | "onSend" | "mostLetters" | "words">> {
  files: MessageFiles | undefined;
}

function MessageForm({ about, onSend, mostLetters, files, words }: FormProps) {
  const { t } = useTranslation("ui");
  const [text, setText, forget] = useDraft(draftOf(about), "");
  // The same message after a lost answer has the same key; another one has another.
  const last = useRef({ message: "", key: "" });
  const field = useRef<HTMLTextAreaElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isSendable = text.trim() !== "" && files?.isBusy !== true;
  const send = async (event: FormEvent<HTMLElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (busy || !isSendable) return;
    const message = JSON.stringify([text.trim(), files?.revision]);
    if (last.current.message !== message) last.current = { message, key: crypto.randomUUID() };
    setBusy(true);
    setError(null);
    try {
      await onSend(text.trim(), last.current.key);
      forget();
      last.current = { message: "", key: "" };
      // The button has nothing more to send: whoever pressed it writes on.
      if (form.contains(document.activeElement)) field.current?.focus();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void send(event)}>
      <Stack gap="sm">
        <Textarea
          ref={field}
          label={t(WORDS[words].write)}
          autosize
          minRows={2}
          maxLength={mostLetters}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {files?.field}
        <ErrorAlert error={error} />
        <Group justify="flex-end">
          <Button type="submit" variant="default" loading={busy} disabled={!isSendable}>
            {t(WORDS[words].send)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
