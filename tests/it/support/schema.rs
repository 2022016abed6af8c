//! Schemas of databases, in a form in which only what counts differs.

use std::collections::BTreeMap;

use rusqlite::Connection;

/// Every statement of the schema by what it makes, in the form that [`normalized`] gives it. The
/// order of statements does not count: MLflow makes the indices of a table in another order each
/// time.
pub(crate) fn statements(database: &Connection) -> BTreeMap<String, String> {
    let mut statement = database
        .prepare(
            "SELECT type || ' ' || name || ' on ' || tbl_name, coalesce(sql, 'implicit')
             FROM sqlite_master",
        )
        .expect("the schema table");
    let rows = statement
        .query_map([], |row| {
            let sql: String = row.get(1)?;
            Ok((row.get(0)?, normalized(&sql)))
        })
        .expect("rows");
    rows.map(|row| row.expect("a row")).collect()
}

/// Makes white space even, and sorts the constraints of a table behind its columns: SQLAlchemy keeps
/// them in a set, whose order is another in each Python process.
fn normalized(sql: &str) -> String {
    let even = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let body = sql.find('(').zip(sql.rfind(')'));
    let Some((opening, closing)) = body.filter(|_| sql.starts_with("CREATE TABLE")) else {
        return even(sql);
    };
    let mut clauses: Vec<String> = clauses(&sql[opening + 1..closing])
        .iter()
        .map(|clause| even(clause))
        .collect();
    clauses.sort_by_key(|clause| is_constraint(clause).then(|| clause.clone()));
    let (head, tail) = (even(&sql[..opening]), even(&sql[closing + 1..]));
    format!("{head} (\n  {}\n){tail}", clauses.join(",\n  "))
}

/// Splits at the commas that stand in no parentheses and no quotes.
fn clauses(body: &str) -> Vec<&str> {
    let (mut clauses, mut start, mut depth, mut quote) = (Vec::new(), 0, 0, None);
    for (at, character) in body.char_indices() {
        match (quote, character) {
            (Some(open), _) => quote = (character != open).then_some(open),
            (None, '\'' | '"' | '`') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            (None, ',') if depth == 0 => {
                clauses.push(&body[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    clauses.push(&body[start..]);
    clauses
}

/// Whether a clause is a constraint of the table, not a column.
fn is_constraint(clause: &str) -> bool {
    [
        "CONSTRAINT ",
        "PRIMARY KEY",
        "FOREIGN KEY",
        "UNIQUE",
        "CHECK",
    ]
    .iter()
    .any(|word| clause.starts_with(word))
}

#[test]
fn only_the_order_of_constraints_is_made_even() {
    let one = "CREATE TABLE t (\n\ta INTEGER, \n\tb VARCHAR(5) DEFAULT 'x,y', \n\tCHECK (a IN (0, 1)), \n\tCONSTRAINT p PRIMARY KEY (a, b)\n)";
    let other = "CREATE TABLE t (a INTEGER, b VARCHAR(5) DEFAULT 'x,y', CONSTRAINT p PRIMARY KEY (a, b), CHECK (a IN (0, 1)))";
    assert_eq!(normalized(one), normalized(other));
    let columns = "CREATE TABLE t (b VARCHAR(5) DEFAULT 'x,y', a INTEGER, CHECK (a IN (0, 1)), CONSTRAINT p PRIMARY KEY (a, b))";
    assert_ne!(normalized(one), normalized(columns));
    let checked = other.replace("(0, 1)", "(0, 2)");
    assert_ne!(normalized(other), normalized(&checked));
}
