import type { Alert } from '../../shared/model/alert'
import { postJson } from './post-json'
import type { ChannelMessage, SendOutcome } from './sender'

const mostAlerts = 100

/** The JSON of docs/WEBHOOK.md: snake_case, epoch ms, null for what is not known. Fields are added, never changed. */
export function webhookBody({ notification, deliveryId, isTest, isDemo, at }: ChannelMessage): object {
  const { kind, title, body, severity, counts, project, alerts } = notification
  return {
    version: 1,
    app: 'sextant',
    event: isTest ? 'test' : kind === 'resolved' ? 'resolved' : 'fired',
    delivery_id: deliveryId,
    sent_at: at,
    is_demo: isDemo === true,
    title,
    body,
    severity,
    counts,
    project,
    alerts_total: alerts.length,
    alerts: alerts.slice(0, mostAlerts).map(alertItem),
  }
}

function alertItem(alert: Alert): object {
  return {
    id: alert.id,
    fingerprint: alert.fingerprint,
    rule_id: alert.ruleId,
    severity: alert.severity,
    type: alert.type,
    state: alert.state,
    project: alert.project,
    subject: alert.subject,
    title: alert.title,
    message: alert.message,
    reason: alert.reason,
    value: alert.value,
    limit: alert.limit,
    occurred_at: alert.occurredAt,
    first_seen_at: alert.firstSeenAt,
    last_seen_at: alert.lastSeenAt,
    count: alert.count,
    resolved_at: alert.resolvedAt,
    resolution: alert.resolution,
    source_id: alert.sourceId,
    run_id: alert.runId,
    model_id: alert.modelId,
    report_id: alert.reportId,
    feature: alert.feature,
    metric: alert.metric,
  }
}

export function sendToWebhook(
  url: string,
  authorization: string | null,
  message: ChannelMessage,
): Promise<SendOutcome> {
  return postJson({
    url,
    headers: {
      'x-sextant-delivery': message.deliveryId,
      ...(authorization === null ? {} : { authorization }),
    },
    body: webhookBody(message),
    name: 'The webhook',
  })
}
