import { Anchor, type AnchorProps, Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

type Native = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps>;

/** A link to a page of this portal, fetched ahead when it is pointed at. */
export const TextLink = createLink(
  ({ ref, ...props }: AnchorProps & Native & { ref?: Ref<HTMLAnchorElement> }) => (
    <Anchor ref={ref} {...props} />
  ),
);

type NativeOfButton = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps>;

/** A button that leads to a page of this portal. */
export const ButtonLink = createLink(
  ({ ref, ...props }: ButtonProps & NativeOfButton & { ref?: Ref<HTMLAnchorElement> }) => (
    <Button component="a" ref={ref} {...props} />
  ),
);
