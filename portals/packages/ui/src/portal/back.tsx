import { Anchor } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { createLink, useLocation, useRouter } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, MouseEvent, ReactNode, Ref } from "react";

declare module "@tanstack/history" {
  interface HistoryState {
    /** Whether the page before in the history is the list that this was chosen from. */
    fromList?: boolean;
  }
}

/** What a link of a list gives along, so that the way back restores the list as it was. */
export const fromList = { fromList: true } as const;

interface BackLinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  ref?: Ref<HTMLAnchorElement>;
  children?: ReactNode;
}

/**
 * The way back to the list that something belongs to. From the list it is the browser's own Back,
 * which restores filter, page and place; else it is a link.
 */
export const BackLink = createLink(
  ({ children, onClick, color: _color, ...props }: BackLinkProps) => {
    const { history } = useRouter();
    const isBack = useLocation({ select: (location) => location.state.fromList === true });
    const click = (event: MouseEvent<HTMLAnchorElement>) => {
      if (isBack && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
        event.preventDefault();
        history.back();
        return;
      }
      onClick?.(event);
    };
    return (
      <Anchor
        {...props}
        onClick={click}
        size="sm"
        display="inline-flex"
        w="fit-content"
        style={{ gap: 4 }}
      >
        <IconArrowLeft size={18} aria-hidden />
        {children}
      </Anchor>
    );
  },
);
