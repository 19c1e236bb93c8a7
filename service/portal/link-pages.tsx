import type { VNode } from 'preact';

import { PortalFrame, SIGN_IN_PATH } from './portal-frame';

/**
 * The page that a sign-in link opens. It only shows a button, so that a program that previews links, for example in a
 * chat, does not use up the link.
 */
export function Continue({ account, code }: { readonly account: string; readonly code: string }): VNode {
  return (
    <PortalFrame title="Set up user provisioning" lead="This link works once. You then have an hour.">
      <form method="post" action={SIGN_IN_PATH}>
        <input type="hidden" name="account" value={account} />
        <input type="hidden" name="code" value={code} />
        <button class="primary" type="submit">
          Continue
        </button>
      </form>
    </PortalFrame>
  );
}

/** The page for a visitor who has no session, and therefore needs a sign-in link. */
export function NeedsLink(): VNode {
  return (
    <PortalFrame title="Open this page from your account settings">
      <div class="note">
        <strong>You are not signed in, or your hour is over.</strong>
        <p>Go back to the settings of your account and open this page from there. What you have set is kept.</p>
        <Operators />
      </div>
    </PortalFrame>
  );
}

export function UsedLink(): VNode {
  return (
    <PortalFrame title="This link lets nobody in">
      <div class="note note-bad" role="alert">
        <strong>It was used before, or has expired.</strong>
        <p>Go back to the settings of your account and open this page from there: that makes a new link.</p>
        <Operators />
      </div>
    </PortalFrame>
  );
}

/** Explains how to get a sign-in link without a product that requests one. */
function Operators() {
  return (
    <p class="muted">
      Do you run this service? <code>npx entra-scim portal-link &lt;tenant&gt;</code> prints a link.
    </p>
  );
}

export function SignedOut(): VNode {
  return (
    <PortalFrame title="You are signed out">
      <p>What you have set is kept. Open this page from your account settings to come back.</p>
    </PortalFrame>
  );
}
