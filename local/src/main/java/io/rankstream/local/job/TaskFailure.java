package io.rankstream.local.job;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.InvalidTypeException;
import com.sun.jdi.Method;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Makes a task of a running job throw, through the debugger's interface of its JVM: the failure is
 * real, and the job needs no code for it.
 *
 * <p>The task throws where it next takes up work. Anywhere else it might be completing a future,
 * which keeps what is thrown to itself, or has it end the JVM.
 */
final class TaskFailure {

    private static final String CONNECTOR = "com.sun.jdi.SocketAttach";

    /** As Flink names the threads of tasks: {@code score (2/4)#0}. */
    private static final Pattern TASK = Pattern.compile(".* \\([0-9]+/[0-9]+\\)#[0-9]+");

    /** These run beside the thread of their task. */
    private static final String LEGACY_SOURCE = "Legacy Source Thread";

    /** The JVM always holds one of these, so that none needs to be made in it. */
    private static final String THROWN = "java.lang.ArithmeticException";

    /** What runs the loop of each task, and what in it comes before a piece of work. */
    private static final String LOOP =
            "org.apache.flink.streaming.runtime.tasks.mailbox.MailboxProcessor";

    private static final List<String> BEFORE_WORK = List.of("processMail", "runMail");

    /** A task that gets no records still hears of each checkpoint. */
    private static final Duration LONGEST_IDLE = Duration.ofMinutes(1);

    private TaskFailure() {}

    /**
     * Lets the first task whose name contains a text throw, where it next takes up work.
     *
     * @return the name of the task's thread
     * @throws IOException if no debugger can attach, there is no such task, or it takes up no work
     */
    static String cause(int debugPort, String task) throws IOException {
        VirtualMachine jvm = attach(debugPort);
        try {
            ThreadReference thread = thread(jvm, task);
            String name = thread.name();
            haltBeforeWork(jvm, thread);
            thread.stop(exception(jvm));
            return name;
        } catch (InvalidTypeException e) {
            throw new IllegalStateException(THROWN + " cannot be thrown", e);
        } catch (VMDisconnectedException e) {
            throw new IOException("the JVM ended before its task could fail", e);
        } finally {
            dispose(jvm);
        }
    }

    /** Returns when the thread stands still before a piece of work, until the debugger leaves. */
    private static void haltBeforeWork(VirtualMachine jvm, ThreadReference thread)
            throws IOException {
        for (ReferenceType loop : jvm.classesByName(LOOP)) {
            for (String name : BEFORE_WORK) {
                for (Method method : loop.methodsByName(name)) {
                    BreakpointRequest request =
                            jvm.eventRequestManager().createBreakpointRequest(method.location());
                    request.addThreadFilter(thread);
                    request.setSuspendPolicy(BreakpointRequest.SUSPEND_EVENT_THREAD);
                    request.enable();
                }
            }
        }
        long end = System.nanoTime() + LONGEST_IDLE.toNanos();
        for (long rest = LONGEST_IDLE.toNanos(); rest > 0; rest = end - System.nanoTime()) {
            if (isBreakpoint(nextEvents(jvm, Duration.ofNanos(rest)))) {
                return;
            }
        }
        throw new IOException("the task " + thread.name() + " took up no work");
    }

    private static EventSet nextEvents(VirtualMachine jvm, Duration longest) throws IOException {
        try {
            return jvm.eventQueue().remove(longest.toMillis() + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before the task failed");
        }
    }

    private static boolean isBreakpoint(EventSet events) {
        if (events == null) {
            return false;
        }
        for (Event event : events) {
            if (event instanceof BreakpointEvent) {
                return true;
            }
        }
        events.resume();
        return false;
    }

    /** All that was requested ends with it, and all that stood still goes on. */
    private static void dispose(VirtualMachine jvm) {
        try {
            jvm.dispose();
        } catch (VMDisconnectedException e) {
            // It has ended by itself.
        }
    }

    private static VirtualMachine attach(int port) throws IOException {
        AttachingConnector connector =
                Bootstrap.virtualMachineManager().attachingConnectors().stream()
                        .filter(candidate -> candidate.name().equals(CONNECTOR))
                        .findFirst()
                        .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(Integer.toString(port));
        try {
            return connector.attach(arguments);
        } catch (IllegalConnectorArgumentsException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ThreadReference thread(VirtualMachine jvm, String task) throws IOException {
        List<String> tasks =
                jvm.allThreads().stream()
                        .map(ThreadReference::name)
                        .filter(TaskFailure::isTask)
                        .toList();
        return jvm.allThreads().stream()
                .filter(thread -> isTask(thread.name()) && thread.name().contains(task))
                .findFirst()
                .orElseThrow(() -> new IOException("no task named " + task + " among " + tasks));
    }

    private static boolean isTask(String thread) {
        return TASK.matcher(thread).matches() && !thread.startsWith(LEGACY_SOURCE);
    }

    private static ObjectReference exception(VirtualMachine jvm) {
        for (ReferenceType type : jvm.classesByName(THROWN)) {
            for (ObjectReference exception : type.instances(1)) {
                return exception;
            }
        }
        throw new IllegalStateException("the JVM holds no " + THROWN);
    }
}
