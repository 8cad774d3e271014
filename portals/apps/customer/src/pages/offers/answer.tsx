import { Button, Group } from "@mantine/core";
import type { Offer } from "@portico/api";
import { IconArrowForwardUp, IconSignature, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeclineDialog } from "./decline";
import { ForwardDialog } from "./forward";
import { SignDialog } from "./sign";

export type Answer = "sign" | "decline" | "forward";

/**
 * Which answer is being given, and to what: the offer as it was when the dialogue was opened. It
 * stays open, and can say what happened, when the offer cannot be answered any more.
 */
export function useAnswer() {
  const [open, setOpen] = useState<{ answer: Answer; of: Offer } | null>(null);
  return {
    begin: (answer: Answer, of: Offer) => setOpen({ answer, of }),
    open,
    end: () => setOpen(null),
  };
}

export function Dialogues({ open, end }: Pick<ReturnType<typeof useAnswer>, "open" | "end">) {
  if (!open) return null;
  const Dialog = { sign: SignDialog, decline: DeclineDialog, forward: ForwardDialog }[open.answer];
  return <Dialog of={open.of} onClose={end} />;
}

interface Props {
  of: Offer;
  onBegin: (answer: Answer, of: Offer) => void;
}

/** The primary action of whoever's turn it is. */
export function SignButton({ of, onBegin }: Props) {
  const { t } = useTranslation("offers");
  return (
    <Button
      leftSection={<IconSignature size={18} aria-hidden />}
      onClick={() => onBegin("sign", of)}
    >
      {t("sign.open")}
    </Button>
  );
}

/** What else one can answer. */
export function OtherAnswers({ of, onBegin }: Props) {
  const { t } = useTranslation("offers");
  return (
    <Group gap="sm">
      <Button
        variant="default"
        leftSection={<IconX size={18} aria-hidden />}
        onClick={() => onBegin("decline", of)}
      >
        {t("decline.open")}
      </Button>
      <Button
        variant="default"
        leftSection={<IconArrowForwardUp size={18} aria-hidden />}
        onClick={() => onBegin("forward", of)}
      >
        {t("forward.open")}
      </Button>
    </Group>
  );
}
