package io.rankstream.leaderboard.connector;

import io.rankstream.leaderboard.operator.CommitMark;
import io.rankstream.model.board.SortOrder;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.KeyGrammar;
import io.rankstream.model.command.SortedSets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;

/**
 * Changes one sorted set in one step, together with what is noted beside it in its {@link
 * KeyGrammar#companion companion}:
 *
 * <ul>
 *   <li>the mark of a chunk that is committed, {@code <writer>/<task>/<key group>} to {@code
 *       <lineage>:<checkpoint>}; a chunk that has a later mark, or the same, is left alone;
 *   <li>for a set that keeps its best members only, {@code floor}: the score and name of the best
 *       member that was ever left out. What is better than it is complete. Once it is better than
 *       the last of those to keep, {@code refill} asks for all of the board's members again, and
 *       there is no floor until some are left out again.
 * </ul>
 */
final class SetScript {

    /** The field of a companion that says that the set has to be filled again. */
    static final String REFILL = "refill";

    /** The value of {@link #REFILL} once the request is in the board's meta. */
    static final String REQUESTED = "2";

    /** How much more than the members to keep a set may hold, as a divisor. */
    private static final int SLACK = 10;

    private static final String SCRIPT =
            String.join(
                    "\n",
                    "local set, notes = KEYS[1], KEYS[2]",
                    "local mark, lineage, checkpoint = ARGV[1], ARGV[2], tonumber(ARGV[3])",
                    "local marks, expireAt = ARGV[4] == '1', ARGV[5]",
                    "local keep, limit, desc = tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8] == '1'",
                    "local checks = ARGV[9] == '1'",
                    "local repairs, noted = 0, false",
                    "local function best(rank)",
                    "  local found = redis.call(desc and 'ZREVRANGE' or 'ZRANGE', set, rank, rank,"
                            + " 'WITHSCORES')",
                    "  return found[1], found[2]",
                    "end",
                    "local function above(a, b)", // As Redis orders equal scores, byte by byte.
                    "  for i = 1, math.min(#a, #b) do",
                    "    local x, y = a:byte(i), b:byte(i)",
                    "    if x ~= y then return x > y end",
                    "  end",
                    "  return #a > #b",
                    "end",
                    "local function better(member, score, other, otherScore)",
                    "  local s, o = tonumber(score), tonumber(otherScore)",
                    "  if s ~= o then return (s > o) == desc end",
                    "  if member == other then return false end",
                    "  return above(member, other) == desc",
                    "end",
                    "local function floor()",
                    "  local text = keep > 0 and redis.call('HGET', notes, 'floor')",
                    "  if not text then return nil end",
                    "  local at = text:find(' ', 1, true)",
                    "  return text:sub(at + 1), text:sub(1, at - 1)",
                    "end",
                    "local change = true",
                    "if mark ~= '' then",
                    "  local last = redis.call('HGET', notes, mark)",
                    "  local of, number = (last or ''):match('^(.*):(%d+)$')",
                    "  change = of ~= lineage or tonumber(number) < checkpoint",
                    "end",
                    "if change then",
                    "  local next = 10",
                    "  local function count() next = next + 1 return tonumber(ARGV[next - 1]) end",
                    "  for i = 1, count() do redis.call('ZREM', set, ARGV[next]) next = next + 1 end",
                    "  for i = 1, count() do",
                    "    redis.call('ZADD', set, ARGV[next], ARGV[next + 1]) next = next + 2",
                    "  end",
                    "  local asserted = count()",
                    "  if asserted > 0 and expireAt ~= '' then",
                    "    local before = redis.call('PEXPIRETIME', set)",
                    "    if before ~= -2 and before ~= tonumber(expireAt) then repairs = 1 end",
                    "  end",
                    "  local filled = keep == 0 or redis.call('HEXISTS', notes, 'refill') == 0",
                    "  for i = 1, asserted do",
                    "    local score, member = ARGV[next], ARGV[next + 1]",
                    "    next = next + 2",
                    "    local name, least = floor()",
                    "    if not name or better(member, score, name, least)"
                            + " or redis.call('ZSCORE', set, member) then",
                    "      local changed = redis.call('ZADD', set, 'CH', score, member)",
                    "      if filled then repairs = repairs + changed end",
                    "    end",
                    "  end",
                    "  if mark ~= '' and marks then",
                    "    redis.call('HSET', notes, mark, lineage .. ':' .. ARGV[3]) noted = true",
                    "  end",
                    "end",
                    "local refill = 0",
                    "if keep > 0 then",
                    "  local over = redis.call('ZCARD', set) - limit",
                    "  if over > 0 then",
                    "    local member, score = best(limit)",
                    "    local name, least = floor()",
                    "    if not name or better(member, score, name, least) then",
                    "      redis.call('HSET', notes, 'floor', score .. ' ' .. member) noted = true",
                    "    end",
                    "    if redis.call('HGET', notes, 'refill') == '2' then"
                            + " redis.call('HDEL', notes, 'refill') end",
                    "    if desc then redis.call('ZREMRANGEBYRANK', set, 0, over - 1)",
                    "    else redis.call('ZREMRANGEBYRANK', set, limit, -1) end",
                    "  end",
                    "  local name, least = floor()",
                    "  if name and checks then",
                    "    local member, score = best(keep - 1)",
                    "    if not member or not better(member, score, name, least) then",
                    "      redis.call('HDEL', notes, 'floor')",
                    "      redis.call('HSET', notes, 'refill', '1') noted = true",
                    "    end",
                    "  end",
                    "  if redis.call('HGET', notes, 'refill') == '1' then refill = 1 end",
                    "end",
                    "if expireAt ~= '' then",
                    "  redis.call('PEXPIREAT', set, expireAt)",
                    "  if noted then redis.call('PEXPIREAT', notes, expireAt) end",
                    "end",
                    "return {repairs, refill}");

    private final List<String> arguments = new ArrayList<>();

    /**
     * @param mark of the commit, or null outside of one
     * @param group of the members that are changed
     * @param last whether nothing else of this batch concerns these members
     * @param checks whether nothing else of this batch concerns this set
     */
    SetScript(BoardAddress address, CommitMark mark, int group, boolean last, boolean checks) {
        if (mark == null) {
            arguments.addAll(Arrays.asList("", "", "0", "0"));
        } else {
            arguments.add(mark.writer() + '/' + mark.task() + '/' + group);
            arguments.add(mark.lineage());
            arguments.add(Long.toString(mark.checkpoint()));
            arguments.add(flag(last));
        }
        boolean expires = address.expireAt() != BoardAddress.NEVER;
        arguments.add(expires ? Long.toString(address.expireAt()) : "");
        int keep = address.keepTop();
        arguments.add(Integer.toString(keep));
        arguments.add(Integer.toString(keep + Math.max(1, keep / SLACK)));
        arguments.add(flag(address.order() == SortOrder.DESC));
        arguments.add(flag(checks));
    }

    private static String flag(boolean value) {
        return value ? "1" : "0";
    }

    void members(List<String> removed, Map<String, Double> scores, Map<String, Double> asserted) {
        arguments.add(Integer.toString(removed.size()));
        arguments.addAll(removed);
        add(scores);
        add(asserted);
    }

    private void add(Map<String, Double> scores) {
        arguments.add(Integer.toString(scores.size()));
        scores.forEach(
                (member, score) -> {
                    arguments.add(SortedSets.text(score));
                    arguments.add(member);
                });
    }

    /** Answers how many repairs it made, and whether the board has to be filled again. */
    Response<Object> send(String key, AbstractPipeline pipeline) {
        return pipeline.eval(SCRIPT, Arrays.asList(key, KeyGrammar.companion(key)), arguments);
    }
}
