import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

type Dressed<Own> = Own & Omit<ComponentProps<'a'>, keyof Own>

/** Mantine's look with the router's checked addresses (`component={Link}` would lose their types). */
export const LinkButton = createLink((props: Dressed<ButtonProps>) => <Button component="a" {...props} />)
export const LinkAnchor = createLink((props: Dressed<AnchorProps>) => <Anchor {...props} />)
