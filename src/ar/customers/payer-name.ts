export { aliasKey, nameTokens } from '../cash-application/explain/names.ts';
