import type { ComponentChildren, VNode } from 'preact';

import { FormToken } from '../pages/form-token';
import { Page } from '../pages/page';

/** Paths of the portal and of the actions of its forms. */
export const PORTAL_PATH = '/portal';
export const SIGN_IN_PATH = `${PORTAL_PATH}/sign-in`;
const SIGN_OUT_PATH = `${PORTAL_PATH}/sign-out`;
export const SCIM_SWITCH_PATH = `${PORTAL_PATH}/scim`;
export const TOKENS_PATH = `${PORTAL_PATH}/tokens`;
export const TENANT_FILE_PATH = `${PORTAL_PATH}/tenant-file`;

interface PortalFrameProps {
  readonly title: string;
  readonly lead?: ComponentChildren;

  /**
   * The slug of the account, and the token that the forms of the page contain. Undefined for a visitor without a
   * session.
   */
  readonly session?: { readonly tenant: string; readonly formToken: string } | undefined;
  readonly children: ComponentChildren;
}

/** A page of the portal. */
export function PortalFrame({ session, ...page }: PortalFrameProps): VNode {
  return (
    <Page
      product="Account settings"
      home={PORTAL_PATH}
      {...page}
      account={
        session && (
          <form class="account" method="post" action={SIGN_OUT_PATH}>
            <FormToken token={session.formToken} />
            <span>
              Account <strong>{session.tenant}</strong>
            </span>
            <button class="quiet" type="submit">
              Sign out
            </button>
          </form>
        )
      }
    />
  );
}
