/** Name of the stack with the resources that all tenants share. */
export const PLATFORM_STACK = 'platform';

/** Name of the stack that creates the application for the admin API. */
export const CONSOLE_STACK = 'console';

/**
 * Name of the stack that lets people sign in to the console. This stack needs the host name that the platform's stack
 * creates.
 */
export const CONSOLE_SIGN_IN_STACK = 'console-sign-in';

/** Name of a tenant's stack, and of its state. */
export function stackName(slug: string): string {
  return `tenant-${slug}`;
}
