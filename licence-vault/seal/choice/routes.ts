import type { FastifyInstance } from 'fastify';
import { type AccessRule, officerOf } from '../../../identity/index.ts';
import { type Clock, type Database, etagOf } from '../../../kernel/index.ts';
import type { SealChoice as SealChoiceJson, SealChoiceRequest } from '../../generated/schemas.ts';
import { everyOrganisation, listChoices, type SealChoice } from './choice-store.ts';
import { setSealChoice } from './set-seal-choice.ts';

const keepers: AccessRule = { officers: ['seal-keeper'] };
const readers: AccessRule = { officers: ['seal-keeper', 'auditor'] };

const tags = ['seals'];

/** `/v1/seal-choices`: which seal the licences of an organisation, or of a type, bear. */
export function sealChoiceRoutes(
  app: FastifyInstance,
  parts: { readonly database: Database; readonly clock: Clock },
): void {
  app.get(
    '/v1/seal-choices',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '证照用章的指定 · Which seals licences bear',
        response: { 200: { $ref: 'SealChoiceList#' } },
      },
    },
    async (request) => {
      const { administration, organisation } = officerOf(request);
      const choices = await listChoices(parts.database, administration ? undefined : organisation);
      const countys = administration ? [] : await listChoices(parts.database, everyOrganisation);
      return { items: [...choices, ...countys].map(choiceJson) };
    },
  );

  app.put<{ Body: SealChoiceRequest }>(
    '/v1/seal-choices',
    {
      config: { access: keepers },
      schema: {
        tags,
        summary: '指定或撤回证照用章 · Choose the seal that licences bear, or take the choice back',
        body: { $ref: 'SealChoiceRequest#' },
        response: { 200: { $ref: 'SealChoice#' } },
      },
    },
    async (request, reply) => {
      const ifMatch = request.headers['if-match'];
      const choice = await setSealChoice({ ...parts, actor: officerOf(request), choice: request.body, ifMatch });
      return reply.header('etag', etagOf(choice.revision)).send(choiceJson(choice));
    },
  );
}

function choiceJson(choice: SealChoice): SealChoiceJson {
  return {
    organisation: choice.organisation,
    type: choice.type ?? null,
    seal: choice.seal ?? null,
    chosenBy: choice.chosenBy,
    chosenAt: choice.chosenAt.toISOString(),
    revision: choice.revision,
  };
}
