import { attribute, complex, text } from '../attribute';
import type { Schema } from '../schema';

/** The enterprise extension of RFC 7643 §4.3. */
export const ENTERPRISE_USER_SCHEMA: Schema = {
  id: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  name: 'EnterpriseUser',
  description: 'Facts about people in the organization that they work for.',
  attributes: [
    text('employeeNumber', 'Number that the organization gave the user.'),
    text('costCenter', 'Cost center.'),
    text('organization', 'Organization.'),
    text('division', 'Division.'),
    text('department', 'Department.'),
    complex('manager', 'The person whom the user reports to.', [
      text('value', 'Id of the manager among the users of the tenant.', {
        caseExact: true,
        minLength: 1,
        maxLength: 512,
      }),
      attribute('$ref', 'reference', 'URL of the manager.', { referenceTypes: ['User'], mutability: 'readOnly' }),
      text('displayName', 'Name of the manager.', { mutability: 'readOnly' }),
    ]),
  ],
};
