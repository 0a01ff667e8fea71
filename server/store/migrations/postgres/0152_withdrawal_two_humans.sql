-- Of the two reviews of a withdrawal one human gives one, whatever logins the human has: the identity number decides.
-- The change is refused and not the row: a case that one human had reviewed twice before goes on to the bank, and may be
-- carried from another database; `anju verify` names it. A case comes without reviewers.

create function one_human_reviews_once() returns trigger language plpgsql as $$
begin
    raise exception 'withdrawal_case_two_humans: one human gives one of the two reviews';
end
$$;
create trigger withdrawal_case_two_humans before update on withdrawal_case for each row
  when (new.first_index = new.second_index
    and (old.first_index, old.second_index) is distinct from (new.first_index, new.second_index))
  execute function one_human_reviews_once();
