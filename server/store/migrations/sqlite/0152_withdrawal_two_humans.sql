-- Of the two reviews of a withdrawal one human gives one, whatever logins the human has: the identity number decides.
-- The change is refused and not the row: a case that one human had reviewed twice before goes on to the bank, and may be
-- carried to another database; `anju verify` names it. A case comes without reviewers.

create trigger withdrawal_case_two_humans before update on withdrawal_case
  when new.first_index = new.second_index
    and (old.first_index is not new.first_index or old.second_index is not new.second_index)
  begin select raise(abort, 'withdrawal_case_two_humans: one human gives one of the two reviews'); end;
