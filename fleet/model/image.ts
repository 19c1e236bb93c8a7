import { z } from 'zod';

import project from '../../package.json';

/**
 * Container image of the service, as released together with this package. The release process writes the name of the
 * image to package.json. Undefined in a checkout.
 */
export const { image: RELEASED_IMAGE } = project as { readonly image?: string };

const image = z
  .string('must be the image of the service')
  .regex(/^[^\s@]+@sha256:[0-9a-f]{64}$/, 'must name the image by digest (…@sha256:…), so that it never changes')
  .describe(
    'Image of the service, by digest (`ghcr.io/acme/entra-scim@sha256:…`), so that the image that was ' +
      'reviewed is the one that runs. Can be omitted in a repository made by `entra-scim init`: the service ' +
      'then runs the image released with the package, and an upgrade updates both.',
  );

export const imageOption = RELEASED_IMAGE === undefined ? image : image.default(RELEASED_IMAGE);
