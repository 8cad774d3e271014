import { Button, Group, Modal, Stack } from "@mantine/core";
import { showFirstWrong } from "@portico/ui";
import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "./refusal";

interface Props {
  title: string;
  onClose: () => void;
  onSend: () => Promise<void>;
  /** Names what will happen. */
  action: string;
  dangerous?: boolean;
  busy: boolean;
  error: unknown;
  /** The heading of a refusal: that nothing came of it. */
  refused: string;
  /** Nothing more can be answered. */
  isOver: boolean;
  /** Left out where there is nothing to choose from. */
  isPossible?: boolean;
  size?: string;
  children: ReactNode;
}

/** A dialogue in which an offer is answered, as a form. */
export function AnswerDialog(props: Props) {
  const { title, onClose, onSend, busy, error, isOver, isPossible = true } = props;
  const { t } = useTranslation("ui");
  const send = (event: FormEvent<HTMLElement>) => {
    event.preventDefault();
    showFirstWrong(event.currentTarget, () => void onSend());
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={props.size ?? "md"}
      closeOnEscape={!busy}
      closeOnClickOutside={false}
      withCloseButton={!busy}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <form onSubmit={send} noValidate>
        <Stack gap="md">
          {!isOver && props.children}
          <Refusal error={error} title={props.refused} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose} disabled={busy}>
              {t(isOver || !isPossible ? "close" : "cancel")}
            </Button>
            {!isOver && isPossible && (
              <Button type="submit" loading={busy} {...(props.dangerous && { color: "red" })}>
                {props.action}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
