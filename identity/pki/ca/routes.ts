import type { FastifyInstance } from 'fastify';
import { etagOf, kernelProblems } from '../../../kernel/index.ts';
import { officerOf } from '../../actor.ts';
import type {
  CertificateOrder,
  CertificateRenewal,
  CertificateRevocation,
  PkiAuthority,
  PkiCeremony,
} from '../../generated/schemas.ts';
import { type OrganisationId, organisationId, systemId } from '../../ids.ts';
import { requireAdministration } from '../../organisation/organisation.ts';
import { writePem } from '../der/pem.ts';
import { type Authority, listAuthorities } from './authority-store.ts';
import { findCertificate, listCertificates } from './certificate-store.ts';
import { holdCeremony } from './hold-ceremony.ts';
import { issueCertificate } from './issue-certificate.ts';
import { certificateToJson } from './issued-certificate.ts';
import { addressesOf, type PkiParts, requirePkiReach } from './parts.ts';
import { certificateProfiles } from './profile.ts';
import { renewCertificate } from './renew-certificate.ts';
import { releaseCertificate, revokeCertificate } from './revoke-certificate.ts';

const tags = ['pki'];

const params = {
  type: 'object',
  required: ['id'],
  additionalProperties: false,
  properties: { id: { type: 'string', format: 'uuid' } },
} as const;

interface Params {
  readonly id: string;
}

interface ListQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly organisation?: OrganisationId;
  readonly profile?: string;
  readonly serial?: string;
}

const listQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
    cursor: { type: 'string', maxLength: 400, description: 'The member `next` of the page before.' },
    organisation: { type: 'string', pattern: '^[a-z][a-z0-9-]{1,31}$' },
    profile: { type: 'string', enum: [...certificateProfiles, 'issuing'] },
    serial: { type: 'string', pattern: '^([0-9a-f]{2}){1,32}$', description: 'Hexadecimal.' },
  },
} as const;

/** Who sees certificates: those who run systems, keep seals, or audit. */
const readers = { officers: ['operator', 'seal-keeper', 'auditor'] } as const;
const operators = { officers: ['operator'] } as const;

/** Certificates: asked for by an organisation's operator for itself, by the data administration for anybody. */
export function certificateRoutes(app: FastifyInstance, parts: PkiParts): void {
  const { database, clock } = parts;

  app.post<{ Body: CertificateOrder }>(
    '/v1/pki/certificates',
    {
      config: { access: operators },
      schema: {
        tags,
        summary: '签发证书 · Issue a certificate',
        body: { $ref: 'CertificateOrder#' },
        response: { 200: { $ref: 'PkiCertificate#' }, 201: { $ref: 'PkiCertificate#' } },
      },
    },
    async (request, reply) => {
      const { organisation, system, csr, ...order } = request.body;
      const { certificate, isNew } = await issueCertificate({
        parts,
        actor: officerOf(request),
        order: {
          ...order,
          organisation: organisationId(organisation),
          system: system === undefined ? undefined : systemId(system),
          csr: csr === undefined ? undefined : Buffer.from(csr),
        },
      });
      reply.code(isNew ? 201 : 200).header('location', `/v1/pki/certificates/${certificate.id}`);
      reply.header('etag', etagOf(certificate.version));
      return certificateToJson(certificate, clock.now());
    },
  );

  app.get<{ Querystring: ListQuery }>(
    '/v1/pki/certificates',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '证书列表 · List certificates',
        querystring: listQuery,
        response: { 200: { $ref: 'PkiCertificatePage#' } },
      },
    },
    async (request) => {
      const actor = officerOf(request);
      const organisation = request.query.organisation ?? (actor.administration ? undefined : actor.organisation);
      if (organisation !== undefined) requirePkiReach(actor, organisation);
      const page = await listCertificates(database, { ...request.query, organisation });
      return { items: page.items.map((one) => certificateToJson(one, clock.now())), next: page.next };
    },
  );

  app.get<{ Params: Params }>(
    '/v1/pki/certificates/:id',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '读取证书 · Read a certificate',
        params,
        response: { 200: { $ref: 'PkiCertificate#' } },
      },
    },
    async (request, reply) => {
      const certificate = await findCertificate(database, request.params.id);
      if (certificate === undefined) throw kernelProblems.NOT_FOUND();
      requirePkiReach(officerOf(request), certificate.organisation);
      reply.header('etag', etagOf(certificate.version));
      return certificateToJson(certificate, clock.now());
    },
  );

  app.post<{ Params: Params; Body: CertificateRenewal }>(
    '/v1/pki/certificates/:id/renewal',
    {
      config: { access: operators },
      schema: {
        tags,
        summary: '续期 · Renew a certificate',
        params,
        body: { $ref: 'CertificateRenewal#' },
        response: { 200: { $ref: 'PkiCertificate#' }, 201: { $ref: 'PkiCertificate#' } },
      },
    },
    async (request, reply) => {
      const { csr } = request.body;
      const { certificate, isNew } = await renewCertificate({
        parts,
        actor: officerOf(request),
        id: request.params.id,
        csr: csr === undefined ? undefined : Buffer.from(csr),
      });
      reply.code(isNew ? 201 : 200).header('location', `/v1/pki/certificates/${certificate.id}`);
      reply.header('etag', etagOf(certificate.version));
      return certificateToJson(certificate, clock.now());
    },
  );

  app.post<{ Params: Params; Body: CertificateRevocation }>(
    '/v1/pki/certificates/:id/revocation',
    {
      config: { access: operators },
      schema: {
        tags,
        summary: '吊销或暂停 · Revoke a certificate, or put it on hold',
        params,
        body: { $ref: 'CertificateRevocation#' },
        response: { 200: { $ref: 'PkiCertificate#' } },
      },
    },
    async (request, reply) => {
      const { reason, invalidSince } = request.body;
      const certificate = await revokeCertificate({
        parts,
        actor: officerOf(request),
        id: request.params.id,
        reason,
        invalidFrom: invalidSince === undefined ? undefined : new Date(invalidSince),
      });
      reply.header('etag', etagOf(certificate.version));
      return certificateToJson(certificate, clock.now());
    },
  );

  app.delete<{ Params: Params }>(
    '/v1/pki/certificates/:id/revocation',
    {
      config: { access: operators },
      schema: {
        tags,
        summary: '解除暂停 · Release a certificate from hold',
        params,
        response: { 200: { $ref: 'PkiCertificate#' } },
      },
    },
    async (request, reply) => {
      const certificate = await releaseCertificate({
        parts,
        actor: officerOf(request),
        id: request.params.id,
        ifMatch: request.headers['if-match'],
      });
      reply.header('etag', etagOf(certificate.version));
      return certificateToJson(certificate, clock.now());
    },
  );
}

/** The exchange's own authorities: known to everybody, set up and replaced by the data administration in a ceremony. */
export function authorityRoutes(app: FastifyInstance, parts: PkiParts): void {
  const toJson = (authority: Authority) => authorityToJson(authority, parts.publicUrl);

  app.get(
    '/v1/pki/authorities',
    {
      config: { access: { public: true } },
      schema: {
        tags,
        summary: '认证机构 · The certificate authorities',
        response: { 200: { $ref: 'PkiAuthorityList#' } },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=300');
      return { items: (await listAuthorities(parts.database)).map(toJson) };
    },
  );

  app.post<{ Body: PkiCeremony }>(
    '/v1/pki/ceremonies',
    {
      config: { access: operators },
      schema: {
        tags,
        summary: '根密钥仪式（数据主管部门） · Hold a root ceremony (data administration)',
        body: { $ref: 'PkiCeremony#' },
        response: { 201: { $ref: 'PkiAuthorityList#' } },
      },
    },
    async (request, reply) => {
      const actor = officerOf(request);
      requireAdministration(actor);
      const { issuing = 'keep', ...ceremony } = request.body;
      const made = await holdCeremony({ parts, actor, ceremony: { ...ceremony, issuing } });
      reply.code(201).header('location', '/v1/pki/authorities');
      return { items: [made.root, made.issuing].map(toJson) };
    },
  );
}

function authorityToJson(authority: Authority, publicUrl: string): PkiAuthority {
  const { id, suite, role, parent, subject, demonstration, status, certificate } = authority;
  return {
    id,
    suite,
    role,
    parent,
    subject,
    demonstration,
    status,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    crl: addressesOf(publicUrl, authority).crl,
    pem: writePem('CERTIFICATE', certificate.raw),
  };
}
