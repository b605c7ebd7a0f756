//! The tables `assessments`, `personality_ledger` and `personality_traits`.

use std::collections::BTreeMap;

use async_trait::async_trait;
use bondhu_domain::ids::{LedgerRowId, UserId};
use bondhu_domain::personality::{
    Answers, Change, Estimate, Evidence, LedgerRow, Norm, Source, Trait, TraitMap, TraitState, style::Lean,
};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::personality::{Assessment, PersonalityRepo};
use bondhu_ports::store::{StoreError, StoreErrorKind};
use sqlx::{FromRow, query, query_as};

use super::column::{number, parsed, unreadable};
use super::unit_of_work::SqliteUnitOfWork;

pub(super) const ASSESSMENTS: &str = "SELECT id, taken_at, version, norm, answers, duration_seconds, confirmed \
     FROM assessments WHERE user_id = ?1 ORDER BY id";
pub(super) const LEDGER: &str = "SELECT id, written_at, trait, source, x, r, weight, gain, before_theta, \
     before_variance, after_theta, after_variance, caused_by FROM personality_ledger WHERE user_id = ?1 ORDER BY id";
pub(super) const NEWEST_OF: &str = "SELECT id, written_at, trait, source, x, r, weight, gain, before_theta, \
     before_variance, after_theta, after_variance, caused_by FROM personality_ledger \
     WHERE user_id = ?1 AND source = ?2 ORDER BY id DESC LIMIT 1";
pub(super) const TRAITS: &str = "SELECT trait, theta, variance, baseline, lean, lean_day, day \
     FROM personality_traits WHERE user_id = ?1";

#[async_trait]
impl PersonalityRepo for SqliteUnitOfWork {
    async fn add_assessment(&mut self, user: UserId, assessment: &Assessment) -> Result<(), StoreError> {
        let answers: BTreeMap<u8, u8> = assessment.answers.iter().collect();
        let answers = serde_json::to_string(&answers)
            .map_err(|error| StoreError::new(StoreErrorKind::Unavailable, error))?;
        let insert = query(
            "INSERT INTO assessments (id, user_id, taken_at, version, norm, answers, duration_seconds, confirmed) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )
        .bind(assessment.id.to_string())
        .bind(user.to_string())
        .bind(assessment.taken_at.as_micros())
        .bind(i64::from(assessment.version))
        .bind(assessment.norm.as_str())
        .bind(answers)
        .bind(assessment.duration_seconds.map(i64::from))
        .bind(assessment.confirmed);
        self.execute(insert).await.map(drop)
    }

    async fn assessments(&mut self, user: UserId) -> Result<Vec<Assessment>, StoreError> {
        let rows = self.rows(query_as::<_, AssessmentRow>(ASSESSMENTS).bind(user.to_string())).await?;
        rows.into_iter().map(Assessment::try_from).collect()
    }

    async fn append(&mut self, user: UserId, rows: &[LedgerRow]) -> Result<(), StoreError> {
        for row in rows {
            let seen = match row.change {
                Change::Seen(evidence) => Some(evidence),
                Change::Undone(_) => None,
            };
            let insert = query(
                "INSERT INTO personality_ledger (id, user_id, written_at, trait, source, x, r, weight, gain, \
                 before_theta, before_variance, after_theta, after_variance, caused_by) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )
            .bind(row.id.to_string())
            .bind(user.to_string())
            .bind(row.at.as_micros())
            .bind(row.of.as_str())
            .bind(row.change.as_str())
            .bind(seen.map(|it| it.x))
            .bind(seen.map(|it| it.r))
            .bind(seen.map(|it| it.weight))
            .bind(row.gain)
            .bind(row.before.theta)
            .bind(row.before.variance)
            .bind(row.after.theta)
            .bind(row.after.variance)
            .bind(row.caused_by.hyphenated().to_string());
            self.execute(insert).await?;
        }
        Ok(())
    }

    async fn ledger(&mut self, user: UserId) -> Result<Vec<LedgerRow>, StoreError> {
        let rows = self.rows(query_as::<_, Row>(LEDGER).bind(user.to_string())).await?;
        rows.into_iter().map(LedgerRow::try_from).collect()
    }

    async fn newest_of(&mut self, user: UserId, source: Source) -> Result<Option<LedgerRow>, StoreError> {
        let newest = query_as::<_, Row>(NEWEST_OF).bind(user.to_string()).bind(source.as_str());
        self.row(newest).await?.map(LedgerRow::try_from).transpose()
    }

    async fn save_traits(
        &mut self,
        user: UserId,
        traits: &TraitMap<Option<TraitState>>,
    ) -> Result<(), StoreError> {
        let forget = query("DELETE FROM personality_traits WHERE user_id = ?1").bind(user.to_string());
        self.execute(forget).await?;
        for (of, state) in traits.iter().filter_map(|(of, state)| Some((of, (*state)?))) {
            let insert = query(
                "INSERT INTO personality_traits (user_id, trait, theta, variance, baseline, lean, lean_day, day) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )
            .bind(user.to_string())
            .bind(of.as_str())
            .bind(state.estimate.theta)
            .bind(state.estimate.variance)
            .bind(state.baseline)
            .bind(state.lean.value)
            .bind(state.lean.day)
            .bind(state.day);
            self.execute(insert).await?;
        }
        Ok(())
    }

    async fn traits(&mut self, user: UserId) -> Result<TraitMap<Option<TraitState>>, StoreError> {
        let rows = self.rows(query_as::<_, TraitRow>(TRAITS).bind(user.to_string())).await?;
        let mut traits = TraitMap::default();
        for row in rows {
            let of = Trait::parse(&row.r#trait).ok_or_else(|| unreadable("personality_traits.trait"))?;
            traits[of] = Some(TraitState {
                estimate: Estimate { theta: row.theta, variance: row.variance },
                baseline: row.baseline,
                lean: Lean { value: row.lean, day: row.lean_day },
                day: row.day,
            });
        }
        Ok(traits)
    }
}

#[derive(FromRow)]
struct AssessmentRow {
    id: String,
    taken_at: i64,
    version: i64,
    norm: String,
    answers: String,
    duration_seconds: Option<i64>,
    confirmed: bool,
}

impl TryFrom<AssessmentRow> for Assessment {
    type Error = StoreError;
    fn try_from(row: AssessmentRow) -> Result<Self, StoreError> {
        let answers: BTreeMap<i64, i64> =
            serde_json::from_str(&row.answers).map_err(|_| unreadable("assessments.answers"))?;
        let duration = row.duration_seconds.map(|it| number("assessments.duration_seconds", it));
        Ok(Self {
            id: parsed("assessments.id", &row.id)?,
            taken_at: Timestamp::from_micros(row.taken_at),
            version: number("assessments.version", row.version)?,
            norm: Norm::parse(&row.norm).ok_or_else(|| unreadable("assessments.norm"))?,
            answers: Answers::new(answers).map_err(|_| unreadable("assessments.answers"))?,
            duration_seconds: duration.transpose()?,
            confirmed: row.confirmed,
        })
    }
}

#[derive(FromRow)]
struct Row {
    id: String,
    written_at: i64,
    r#trait: String,
    source: String,
    x: Option<f64>,
    r: Option<f64>,
    weight: Option<f64>,
    gain: f64,
    before_theta: f64,
    before_variance: f64,
    after_theta: f64,
    after_variance: f64,
    caused_by: String,
}

impl TryFrom<Row> for LedgerRow {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let cause: LedgerRowId = parsed("personality_ledger.caused_by", &row.caused_by)?;
        let change = match (row.x, row.r, row.weight) {
            (Some(x), Some(r), Some(weight)) => {
                let source = Source::parse(&row.source);
                let source = source.ok_or_else(|| unreadable("personality_ledger.source"))?;
                Change::Seen(Evidence { source, x, r, weight })
            }
            (None, ..) | (Some(_), None, _) | (Some(_), Some(_), None) => Change::Undone(cause),
        };
        Ok(Self {
            id: parsed("personality_ledger.id", &row.id)?,
            at: Timestamp::from_micros(row.written_at),
            of: Trait::parse(&row.r#trait).ok_or_else(|| unreadable("personality_ledger.trait"))?,
            change,
            gain: row.gain,
            before: Estimate { theta: row.before_theta, variance: row.before_variance },
            after: Estimate { theta: row.after_theta, variance: row.after_variance },
            caused_by: cause.as_uuid(),
        })
    }
}

#[derive(FromRow)]
struct TraitRow {
    r#trait: String,
    theta: f64,
    variance: f64,
    baseline: f64,
    lean: f64,
    lean_day: i64,
    day: i64,
}
