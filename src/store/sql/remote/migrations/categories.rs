//! Revision 8b6ad64cb8f5: each category of an issue gets a row.

use super::super::super::session::{Session, SqlResult, values};
use super::super::super::upgrade_rules::issues::categories;

/// Begins anew, in case an upgrade was interrupted here.
pub(super) fn fill(session: &dyn Session) -> SqlResult<()> {
    let mut issues: Vec<(String, String)> = Vec::new();
    session.query(
        "SELECT issue_id, CONCAT(categories, '') FROM issues WHERE categories IS NOT NULL",
        &[],
        &mut |row| {
            issues.push((row.text_or_empty(0), row.text_or_empty(1)));
            Ok(())
        },
    )?;
    session.run("DELETE FROM issue_categories")?;
    for (issue, list) in issues {
        for (hash, category) in categories(&list) {
            // The last of those that are alike counts.
            let row = values![issue, hash, category];
            let changed = session.execute(
                "UPDATE issue_categories SET category = ?3 WHERE issue_id = ?1 AND category_hash = ?2",
                &row,
            )?;
            if changed == 0 {
                session.execute(
                    "INSERT INTO issue_categories (issue_id, category_hash, category)
                     VALUES (?1, ?2, ?3)",
                    &row,
                )?;
            }
        }
    }
    Ok(())
}
