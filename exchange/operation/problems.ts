import { defineProblems } from '../../kernel/index.ts';

/** Refusals about the records of backups. */
export const operationProblems = defineProblems({
  BACKUP_RECORDED: {
    status: 409,
    title: { zh: '备份已登记', en: 'Backup already recorded' },
    detail: { zh: '该备份文件（按 SHA-256）已登记过。', en: 'A backup file with this SHA-256 is recorded.' },
    reason: { zh: '同一份备份只登记一次。', en: 'One backup is recorded once.' },
    remedy: {
      zh: '若是再次核验，请用 hufu backup verify，或 POST /v1/backups/SHA256/verification。',
      en: 'If it was verified again, use hufu backup verify, or POST /v1/backups/SHA256/verification.',
    },
  },
  BACKUP_NOT_RECORDED: {
    status: 404,
    title: { zh: '没有登记该备份', en: 'Backup not recorded' },
    detail: { zh: '没有登记过这一 SHA-256 的备份。', en: 'No backup with this SHA-256 is recorded.' },
    reason: { zh: '核验记在已登记的备份上。', en: 'A verification belongs to a backup that is on record.' },
    remedy: { zh: '先用 POST /v1/backups 登记。', en: 'Record it first with POST /v1/backups.' },
  },
});
