import { ButtonLink } from "@portico/ui";
import { useMe } from "@portico/ui/portal";
import { IconMessages } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { summaryOptions } from "./queries";

interface Props {
  /** What it would be about. */
  about: { invoice: string } | { offer: string };
  children: string;
  /** For who cannot ask here. */
  otherwise?: ReactNode;
}

/** The way to ask about an invoice or an offer from its own page, where one can ask here. */
export function AskLink({ about, children, otherwise = null }: Props) {
  const asks = useMe().person.permissions.includes("inquiries");
  const query = useQuery({ ...summaryOptions(), enabled: asks });
  if (!asks || query.isError || query.data?.takes_inquiries === false) return otherwise;
  return (
    <ButtonLink
      to="/inquiries/new"
      search={about}
      variant="default"
      w="fit-content"
      leftSection={<IconMessages size={18} aria-hidden />}
    >
      {children}
    </ButtonLink>
  );
}
