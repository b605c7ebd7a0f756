//! A taking, a ledger row and a state of a trait, with numbers that decimals cannot hold.

use bondhu_domain::ids::{AssessmentId, LedgerRowId};
use bondhu_domain::personality::{
    Answers, Change, Estimate, Evidence, LedgerRow, Norm, Source, Trait, TraitState, style::Lean,
};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::personality::Assessment;

/// A number that decimals cannot hold.
const THIRD: f64 = 1.0 / 3.0;

/// A taking; its id follows from its serial.
pub fn a_taking(serial: u8, at: Timestamp) -> Assessment {
    Assessment {
        id: AssessmentId::new(at, [serial; 10]),
        taken_at: at,
        version: 1,
        norm: Norm::India,
        answers: Answers::new([(1, 5), (20, 1), (7, 3)]).unwrap_or_default(),
        duration_seconds: None,
        confirmed: false,
    }
}

/// A row of text evidence; its id and cause follow from its serial.
pub fn a_ledger_row(serial: u8, at: Timestamp) -> LedgerRow {
    let id = LedgerRowId::new(at, [serial; 10]);
    LedgerRow {
        id,
        at,
        of: Trait::Neuroticism,
        change: Change::Seen(Evidence { source: Source::Text, x: -THIRD, r: 0.14, weight: 1_234.0 }),
        gain: THIRD / 1e9,
        before: Estimate { theta: 0.0, variance: 1.0 },
        after: Estimate { theta: -THIRD * THIRD, variance: 1.0 - THIRD / 1e9 },
        caused_by: AssessmentId::new(at, [serial ^ 0xff; 10]).as_uuid(),
    }
}

/// A state of one trait.
pub fn a_trait_state() -> TraitState {
    TraitState {
        estimate: Estimate { theta: -THIRD, variance: THIRD },
        baseline: THIRD * 7.0,
        lean: Lean { value: -0.1 - 0.2, day: 20_514 },
        day: 20_513,
    }
}
