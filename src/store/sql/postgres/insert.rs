//! One statement for many rows, so that a batch of any length is one round trip, and its text is
//! the same each time.

use tokio_postgres::types::Type;

/// The statement that inserts rows from arrays, one for each column, made of the one that inserts
/// a row. The types are those of the row's placeholders.
pub(super) fn of_many(one: &str, types: &[Type]) -> String {
    let (head, rest) = one
        .split_once(" VALUES (")
        .expect("the dialect wrote the insert");
    let (_, behind) = rest.split_once(')').expect("the dialect closed the values");
    let arrays: Vec<String> = (1..)
        .zip(types)
        .map(|(number, kind)| format!("${number}::{}[]", kind.name()))
        .collect();
    format!("{head} SELECT * FROM unnest({}){behind}", arrays.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_of_a_row_become_columns() {
        assert_eq!(
            of_many(
                "INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT (a) DO NOTHING",
                &[Type::VARCHAR, Type::INT8]
            ),
            "INSERT INTO t (a, b) SELECT * FROM unnest($1::varchar[], $2::int8[]) \
             ON CONFLICT (a) DO NOTHING"
        );
    }
}
